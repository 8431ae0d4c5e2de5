import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitMeanings } from '../src/command-line/exit-codes.ts'
import { exitCode } from '../src/errors.ts'
import { type JsonSchema, jsonSchemaOf, schemaNames } from '../src/results/json-schema.ts'

/** One schema as zod writes it: as much of JSON Schema as it uses. */
interface Node {
  readonly $ref?: string
  readonly $defs?: Readonly<Record<string, Node>>
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, Node>>
  readonly required?: readonly string[]
  readonly items?: Node
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly additionalProperties?: Node
}

/** docs/json.md: what every command prints with --json, from its schema. */
export const jsonReference = (): string => {
  const commands = schemaNames.filter(name => name !== 'error' && summaries()[name.replaceAll(' ', ':')] !== undefined)
  const schemas = [...commands, 'error' as const].map(name => jsonSchemaOf(name) as Node)
  const parts = Object.assign({}, ...schemas.map(({ $defs }) => $defs)) as Record<string, Node>
  return [
    introduction,
    '## Exit codes\n',
    ...table(
      ['code', 'meaning'],
      Object.entries(exitMeanings).map(([name, meaning]) => [String(exitCode[name as keyof typeof exitCode]), meaning]),
    ),
    '\n`mantl run`, `mantl tasks exec` and `mantl tasks attach` end with the exit code of the task or command itself, 128 and the number of a\nsignal that ended it. A command whose reader went away ends with 141, one that was terminated with 143.\n',
    '## When a command fails\n',
    'On stdout stands this in place of the result; the exit code says the same in one number. [Errors](errors.md) lists the codes.\n',
    ...fieldTable(jsonSchemaOf('error')),
    '\n## Commands\n',
    ...commands.flatMap(name => [
      `### mantl ${name}\n`,
      `${summaries()[name.replaceAll(' ', ':')] ?? ''}\n`,
      ...fieldTable(jsonSchemaOf(name)),
      '',
    ]),
    '## Parts\n',
    'What several of these have in common.\n',
    ...Object.entries(parts)
      .sort(([a], [b]) => a.localeCompare(b))
      .flatMap(([name, part]) => [`### ${name}\n`, `${part.description ?? ''}\n`, ...partLines(part), '']),
  ]
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
}

const introduction = `# What commands print with --json

Every command takes \`--json\`: one JSON value goes to stdout and nothing else, neither progress nor questions (say \`--yes\` where one would
be asked). \`mantl schema COMMAND\` prints a JSON Schema of it, \`mantl schema\` those of all commands:

    mantl schema agents list
    mantl schema error
    mantl status --json | jq -r '.followers[] | select(.state != "active") | .hostname'

A release may add fields; none is renamed, removed or given another meaning without a word in the changelog. This page is written from
the same schemas (\`node scripts/write-json-reference.ts\`), and commands are tested against them.
`

const summaries = (): Record<string, string> => {
  const file = join(import.meta.dirname, '../oclif.manifest.json')
  const { commands } = JSON.parse(readFileSync(file, 'utf8')) as {
    commands: Record<string, { summary: string; hidden?: boolean }>
  }
  const shown = Object.entries(commands).filter(([, { hidden }]) => !hidden)
  return Object.fromEntries(shown.map(([id, { summary }]) => [id, sentence(summary)]))
}

const sentence = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`

const partLines = (part: Node): readonly string[] =>
  part.properties === undefined ? [`${typeText(part)}`] : fieldTable(part as JsonSchema)

const fieldTable = (schema: JsonSchema): readonly string[] => {
  const node = schema as Node
  if (node.properties === undefined) return [`${typeText(node)}${node.description ? `: ${node.description}` : ''}`]
  return table(['field', 'type', 'meaning'], fieldsOf(node, ''))
}

/** A row a field, those of an object that stands nowhere else right below it. */
const fieldsOf = (node: Node, above: string): string[][] =>
  Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const path = `${above}${name}`
    const inner = field.items ?? field
    const below = fieldsOf(inner, `${path}${field.items ? '[]' : ''}.`)
    const optional = node.required?.includes(name) ? '' : ', optional'
    return [[`\`${path}\``, `${typeText(field)}${optional}`, meaningOf(field)], ...below]
  })

const meaningOf = ({ description = '', items }: Node): string =>
  description || (items?.$ref ? '' : (items?.description ?? ''))

const typeText = ({ $ref, type, items, enum: values, const: value, additionalProperties }: Node): string => {
  if ($ref !== undefined) return refText($ref)
  if (values !== undefined) return values.map(each => `\`${each}\``).join(' ')
  if (value !== undefined) return `\`${String(value)}\``
  if (items !== undefined) return `list of ${plural(items)}`
  if (additionalProperties?.type !== undefined) return `object of ${plural(additionalProperties)}`
  return type ?? 'any value'
}

const plural = (node: Node): string => {
  const text = typeText(node)
  return node.$ref === undefined && /^\w+$/.test(text) ? `${text}s` : text
}

const refText = ($ref: string): string => {
  const name = $ref.split('/').at(-1)!
  return `[${name}](#${name.toLowerCase()})`
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] =>
  [head, head.map(() => '---'), ...rows].map(
    cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  )
