import type { Unavailability } from '../../mesos/messages/basics.ts'
import type { MaintainedMachine } from '../../upkeep/maintenance.ts'
import { table } from './table.ts'

/** Machines under maintenance, one a line: PURE. */
export const maintenanceLines = (machines: readonly MaintainedMachine[]): string[] =>
  table(
    ['MACHINE', 'IP', 'MODE', 'FROM', 'UNTIL', 'FRAMEWORKS'],
    machines.map(({ machine, mode, unavailability, answers }) => [
      machine.hostname ?? '-',
      machine.ip ?? '-',
      mode,
      ...timesOf(unavailability),
      answersText(answers),
    ]),
  )

/** From and until, UTC; `-`: without an end. */
export const timesOf = ({ start, duration }: Unavailability): [string, string] => [
  timeText(start.nanoseconds),
  duration ? timeText(start.nanoseconds + duration.nanoseconds) : '-',
]

/** `?` for a time that no calendar has: the schedule may be any program's. */
const timeText = (nanoseconds: number): string => {
  const date = new Date(nanoseconds / 1e6)
  return Number.isNaN(date.getTime()) ? '?' : `${date.toISOString().slice(0, -8).replace('T', ' ')}Z`
}

const answersText = (answers: MaintainedMachine['answers']): string => {
  const counts = Object.entries(Object.groupBy(answers, ({ status }) => status)).map(
    ([status, list]) => `${list!.length} ${words[status] ?? status.toLowerCase()}`,
  )
  return counts.length === 0 ? '-' : counts.join(', ')
}

const words: Readonly<Record<string, string>> = {
  ACCEPT: 'will leave',
  DECLINE: 'would stay',
  UNKNOWN: 'have not answered',
}
