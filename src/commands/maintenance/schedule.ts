import { Flags } from '@oclif/core'
import { BaseCommand } from '../../base-command.ts'
import { clusterFlags, leaderOptions } from '../../cluster/cluster-flags.ts'
import { parseTime, timeFlag } from '../../cluster/time-flag.ts'
import { MantlError } from '../../errors.ts'
import type { ResultOf } from '../../results/catalog.ts'
import { timesOf } from '../../ui/terminal/maintenance-view.ts'
import { machinesArg, theMachines } from '../../upkeep/machines-arg.ts'
import { readSchedule, replaceSchedule } from '../../upkeep/maintenance.ts'
import { machineName, withoutMachines, withWindow } from '../../upkeep/schedule.ts'

export default class MaintenanceSchedule extends BaseCommand<typeof MaintenanceSchedule> {
  static override summary = 'say when machines will be out of service, so that frameworks can leave them in time'
  static override description =
    'Offers of the machines carry the time from now on, and frameworks that run something there are asked to move. What was scheduled for these machines before is replaced, other machines keep their times.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> node3 --at 2h --for 30m',
    '<%= config.bin %> <%= command.id %> node3 node4 --at 2030-11-22T02:00Z',
    '<%= config.bin %> <%= command.id %> node3 --cancel',
  ]
  static override args = { ...machinesArg }
  static override strict = false
  static override flags = {
    ...clusterFlags,
    at: Flags.string({
      summary: 'when it begins: a time from now (2h) or a date with its zone',
      helpValue: 'TIME',
      default: '0s',
    }),
    for: timeFlag('for', 'how long it takes; without it, until further notice'),
    cancel: Flags.boolean({ summary: 'they stay in service', default: false, exclusive: ['for'] }),
  }

  async run(): Promise<ResultOf<'maintenance schedule'>> {
    const options = await leaderOptions(this.flags)
    const start = startOf(this.flags.at, Date.now())
    const machines = (await theMachines(options, this.rest)).map(({ machine }) => machine)
    const schedule = await readSchedule(options)
    const duration = this.flags.for
    const unavailability = {
      start: { nanoseconds: Math.round(start) * 1e6 },
      ...(duration !== undefined && { duration: { nanoseconds: Math.round(duration * 1e6) } }),
    }
    const { cancel } = this.flags
    await replaceSchedule(
      cancel ? withoutMachines(schedule, machines) : withWindow(schedule, machines, unavailability),
      options,
    )
    const [from, until] = timesOf(unavailability)
    const when = cancel
      ? 'not scheduled any more'
      : `out of service from ${from}${until === '-' ? '' : ` until ${until}`}`
    for (const machine of machines) this.log(`${machineName(machine)}  ${when}`)
    return { machines, ...(cancel ? {} : { unavailability }) }
  }
}

/** ms since the epoch. A date without a zone would mean another time on each machine: it is refused. */
const startOf = (text: string, now: number): number => {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) {
    const time = Date.parse(text)
    if (!Number.isNaN(time)) return time
  }
  if (/^\d{4}-/.test(text)) {
    throw new MantlError('usage.time', `--at ${text} is not a date with its zone`, {
      hint: 'for example --at 2030-11-22T02:00Z, or a time from now: --at 2h',
    })
  }
  return now + parseTime('at', text)
}
