import { type Applied, readApplied } from '../../model/applied.ts'
import type { FactKind } from '../../model/fact.ts'

/** What stood on the host by its register before a run; undefined where that run changed nothing, or is too long ago. */
export const generation: FactKind<{ readonly state: string; readonly run: string }, readonly Applied[] | undefined> = {
  name: 'host/generation',
  command: ({ state, run }) => ({
    argv: ['cat', `${state}/generations/${run}`],
    maxOutputBytes: 4_000_000,
    sensitive: true,
  }),
  read: ({ stdout, exitCode }) => (exitCode === 0 ? readApplied(stdout) : undefined),
  subject: ({ run }) => `what stood there before the run ${run}`,
  revealing: () => true,
}
