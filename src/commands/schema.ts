import { Args } from '@oclif/core'
import { BaseCommand } from '../base-command.ts'
import { MantlError } from '../errors.ts'
import { didYouMean } from '../inventory/did-you-mean.ts'
import type { CommandName, ResultOf } from '../results/catalog.ts'

export default class Schema extends BaseCommand<typeof Schema> {
  static override summary = 'print a JSON Schema of what a command prints with --json'
  static override description =
    'Without a command: one for each, by its name. `error` is what every command prints with --json when it fails. docs/json.md says the same for people.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> agents list',
    '<%= config.bin %> <%= command.id %> error',
    '<%= config.bin %> <%= command.id %> > mantl-results.schema.json',
  ]
  static override usage = 'schema [COMMAND]'
  static override strict = false
  static override args = { command: Args.string({ description: 'whose result; error; default: all' }) }

  async run(): Promise<ResultOf<'schema'>> {
    const { jsonSchemaOf, schemaNames } = await import('../results/json-schema.ts')
    const name = this.rest.join(' ')
    if (name !== '' && !schemaNames.includes(name as CommandName)) throw unknown(name, schemaNames)
    const schema =
      name === ''
        ? Object.fromEntries(schemaNames.map(each => [each, jsonSchemaOf(each)]))
        : jsonSchemaOf(name as CommandName)
    this.log(JSON.stringify(schema, null, 2))
    return schema
  }
}

const unknown = (name: string, known: readonly string[]): MantlError => {
  const below = known.filter(each => each.startsWith(`${name} `))
  return new MantlError('usage.unknown_command', `there is no command ${name} that returns something`, {
    hint:
      below.length > 0
        ? `did you mean ${below.join(' or ')}?`
        : (didYouMean(name, known) ?? '`mantl help` lists the commands'),
  })
}
