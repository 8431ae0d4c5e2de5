import type { MasterState } from '../../state.ts'
import { resourceSum, type Summary } from '../render/resource-sums.ts'
import { usedByAgent } from '../render/usage.ts'
import type { Gauges } from './gauges.ts'

const names = ['cpus', 'gpus', 'mem', 'disk']

/** PURE. Totals of the registered agents and what tasks and executors use of them; what is offered is not used. */
export function* resourceGauges({ agents }: MasterState): Generator<undefined, Gauges> {
  const [totals, used] = [resourceSum(), resourceSum()]
  for (const agent of [...agents.registered.values()]) {
    totals.add(agent.total)
    for (const resources of usedByAgent(agent)) used.add(resources)
    yield
  }
  const [all, inUse] = [totals.summary(), used.summary()]
  return Object.fromEntries(
    names.flatMap(name => [
      ...triple(`master/${name}`, amount(all, name), amount(inUse, name)),
      ...triple(`master/${name}_revocable`, amount(all, `${name}_revocable`), amount(inUse, `${name}_revocable`)),
    ]),
  )
}

const triple = (prefix: string, total: number, used: number): [string, number][] => [
  [`${prefix}_total`, total],
  [`${prefix}_used`, used],
  [`${prefix}_percent`, total > 0 ? used / total : 0],
]

const amount = (summary: Summary, name: string): number => Number(summary[name] ?? 0)
