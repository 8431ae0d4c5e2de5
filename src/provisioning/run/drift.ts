import type { Connection } from '../../transport/connection.ts'
import { applied } from '../facts/host/applied.ts'
import type { Layout } from '../layout.ts'
import { ask } from '../model/fact.ts'
import { connect } from '../phases/connect.ts'
import { gather } from '../phases/gather.ts'
import { type Drift, driftOf, driftQuestions } from '../planner/drift.ts'
import { type HostReport, reportsOf } from './judge.ts'
import { lookAtAll, type ObserveOptions } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface HostDrift {
  readonly host: string
  readonly drift: readonly Drift[]
  /** Whether mantl ever changed something there. */
  readonly known: boolean
}

export interface DriftRun {
  readonly hosts: readonly HostDrift[]
  readonly looked: readonly HostReport[]
}

/** How the selected hosts differ from what the last runs left there; the inventory only says which hosts they are. */
export const findDrift = async (
  { selected }: Prepared,
  options: Pick<ObserveOptions, 'forks' | 'open' | 'signal' | 'listener'>,
): Promise<DriftRun> => {
  const { found, failures } = await lookAtAll(selected, options, async host => {
    const { connection, layout } = await connect(host, options.open)
    try {
      return { host: host.name, ...(await driftAt(connection, layout)) }
    } finally {
      await connection.close()
    }
  })
  const names = selected.map(({ name }) => name)
  return { hosts: found, looked: reportsOf(names, failures, new Map()) }
}

const driftAt = async (connection: Connection, layout: Layout): Promise<Omit<HostDrift, 'host'>> => {
  const question = { state: layout.state }
  const register = (await gather(connection, [ask(applied, question)])).get(applied, question)
  const facts = await gather(connection, driftQuestions(register, layout))
  return { drift: driftOf(register, facts, layout), known: register.length > 0 }
}
