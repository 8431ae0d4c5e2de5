import { MantlError } from '../../errors.ts'
import { journal } from '../facts/host/journal.ts'
import { mergeRuns, type Run } from '../model/journal.ts'
import { connect } from '../phases/connect.ts'
import { type HostReport, reportsOf } from './judge.ts'
import { lookAtAll, type ObserveOptions } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface History {
  /** The latest first. */
  readonly runs: readonly Run[]
  readonly looked: readonly HostReport[]
}

/** What the journals of the selected hosts tell. */
export const readHistory = async (
  { selected }: Prepared,
  options: Pick<ObserveOptions, 'forks' | 'open' | 'signal' | 'listener'>,
): Promise<History> => {
  const { found, failures } = await lookAtAll(selected, options, async host => {
    const { connection, layout } = await connect(host, options.open)
    try {
      const question = { state: layout.state }
      return { host: host.name, runs: journal.read(await connection.run(journal.command(question)), question) }
    } finally {
      await connection.close()
    }
  })
  const names = selected.map(({ name }) => name)
  return {
    runs: mergeRuns(new Map(found.map(({ host, runs }) => [host, runs]))),
    looked: reportsOf(names, failures, new Map()),
  }
}

/** By its id, or so much of its beginning or end that it is the only one. Throws `history.unknown_run`. */
export const findRun = (runs: readonly Run[], id: string): Run => {
  const fitting = runs.filter(({ run }) => run === id || run.startsWith(id) || run.endsWith(id))
  if (fitting.length === 1) return fitting[0]!
  const known = runs.slice(0, 3).map(({ run }) => run)
  throw new MantlError(
    'history.unknown_run',
    fitting.length === 0 ? `no run ${id} is noted on these hosts` : `${fitting.length} runs fit ${id}`,
    known.length === 0 ? {} : { hint: `the latest are ${known.join(', ')}` },
  )
}
