import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../../runtime/clock.ts'
import type { Logger } from '../../../runtime/logger.ts'
import { rounds } from '../containerizer/watchers/rounds.ts'
import type { FollowerState } from '../state.ts'
import type { loggerFlags } from './log-limits.ts'
import { type LoggedOutput, loggedOutputs } from './logged-outputs.ts'
import { rotateOutput } from './rotate-output.ts'

const intervalMillis = 1_000
/** As many are looked at before others have their turn. */
const atOnce = 50

/**
 * Keeps outputs near their limits: between two looks a task may say more, which then goes. No process and no pipe stands between a task and its
 * files, so that nothing is to be restarted with us. Returns what ends it.
 */
export const watchOutputs = (
  chosen: ReturnType<typeof loggerFlags>,
  state: FollowerState,
  clock: Clock,
  log: Logger,
): (() => void) => {
  const settings = typeof chosen === 'string' ? undefined : chosen.settings
  if (settings === undefined) return () => {}
  return rounds(clock, log, intervalMillis, async () => {
    for (const [index, output] of loggedOutputs(state, settings).entries()) {
      await look(output, log)
      if (index % atOnce === 0) await setImmediate()
    }
  })
}

const look = async ({ place, limits }: LoggedOutput, log: Logger): Promise<void> => {
  for (const name of ['stdout', 'stderr'] as const) {
    await rotateOutput(place, name, limits[name]).catch(error =>
      log.warning(`${place.root}/${place.path} keeps its ${name}`, { error }),
    )
  }
}
