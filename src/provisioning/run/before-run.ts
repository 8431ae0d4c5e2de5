import { applied } from '../facts/host/applied.ts'
import { generation } from '../facts/host/generation.ts'
import { ask } from '../model/fact.ts'
import type { ConnectedHost } from '../phases/connect.ts'
import { gather } from '../phases/gather.ts'
import { type RolledBack, rollbackQuestions } from '../planner/rollback.ts'

/** The host now and before a run, as going back wants it; none where the run changed nothing there, or is too long ago. */
export const beforeRun = async ({ host, connection, layout }: ConnectedHost, run: string): Promise<RolledBack[]> => {
  const register = { state: layout.state }
  const before = { state: layout.state, run }
  const first = await gather(connection, [ask(applied, register), ask(generation, before)])
  const then = first.get(generation, before)
  if (then === undefined) return []
  const now = first.get(applied, register)
  const facts = await gather(connection, rollbackQuestions({ now, then, layout }))
  return [{ host: host.name, layout, now, then, facts }]
}
