import { Args } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { MantlError } from '../../errors.ts'
import { didYouMean, nearestName } from '../../inventory/did-you-mean.ts'
import { variableRows } from '../../inventory/variables-table.ts'
import { rolesBeside } from '../../provisioning/run/own-roles.ts'
import { besideFlag } from '../../provisioning/run/run-flags.ts'
import type { ResultOf } from '../../results/catalog.ts'

export default class RolesShow extends BaseCommand<typeof RolesShow> {
  static override summary = 'show what a role does, and the variables that it reads'
  static override examples = ['<%= config.bin %> <%= command.id %> mesos-follower']
  static override args = { role: Args.string({ required: true, description: 'as mantl roles list names it' }) }

  static override flags = besideFlag

  async run(): Promise<ResultOf<'roles show'>> {
    const roles = await rolesBeside(this.flags.inventory)
    const role = roles.find(({ name }) => name === this.args.role)
    if (role === undefined)
      throw unknown(
        this.args.role,
        roles.map(one => one.name),
      )
    const variables = role.area === 'own' ? [] : variableRows(role.area)
    const { name, meaning, after, serial } = role
    this.log(`${this.palette.bold(name)}  ${meaning}`)
    if (after.length > 0)
      this.log(
        `  after ${after.join(', ')}${serial === undefined ? '' : '; hosts one by one where something restarts'}`,
      )
    if (variables.length > 0) this.log('')
    for (const { name: variable, type, default: value, meaning: what } of variables)
      this.log(
        `${this.palette.bold(variable)}  ${type}, default ${value}${what === '' ? '' : `\n    ${what.replaceAll('`', '')}`}`,
      )
    return { name, meaning, after, variables }
  }
}

const unknown = (name: string, known: readonly string[]) =>
  new MantlError('usage.role', `there is no role ${name}`, {
    hint: didYouMean(name, known) ?? roleHint(name, known) ?? 'mantl roles list shows them',
  })

/** `folower` means mesos-follower. */
const roleHint = (name: string, known: readonly string[]) => {
  const nearest = nearestName(name, known.map(lastWord))
  const meant = known.find(role => [name, nearest].includes(lastWord(role)))
  return meant === undefined ? undefined : `did you mean ${meant}?`
}

const lastWord = (role: string) => role.split('-').at(-1)!
