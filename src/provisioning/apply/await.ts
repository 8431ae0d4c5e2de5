import { setTimeout as pause } from 'node:timers/promises'
import { MantlError } from '../../errors.ts'
import type { Await } from '../model/change.ts'
import type { Apply, ApplyContext } from './context.ts'

/**
 * Asks at once, then at growing intervals up to a second, counted from question to question: each costs the host processes that what is
 * starting could use, and one that itself waits on the host is asked again at once. Throws `apply.not_ready` when the time is over, or as soon as the host
 * says that waiting is useless.
 */
export const awaitReady: Apply<Await> = async (change, { connection, signal }) => {
  const { command, timeoutMs, hopeless } = change
  const began = Date.now()
  for (let interval = 60; ; interval = Math.min(interval * 1.25, 1000)) {
    const asked = Date.now()
    const left = Math.max(1000, began + timeoutMs - asked)
    if ((await connection.run({ timeoutMs: left, ...command })).exitCode === 0) return
    if (
      hopeless &&
      asked - began > hopefulMs &&
      (await connection.run({ timeoutMs: left, ...hopeless })).exitCode === 0
    )
      throw await notReady(change, `${change.unit ?? 'it'} does not stay up`, connection)
    if (Date.now() - began > timeoutMs) throw await notReady(change, `${timeoutMs / 1000} s passed`, connection)
    if (signal?.aborted) throw new MantlError('run.interrupted', `interrupted while waiting: ${change.what}`)
    await pause(Math.max(0, asked + interval - Date.now()))
  }
}

/** So long something may be as if it had failed, and come up all the same. */
const hopefulMs = 1500
/** So long it may take to say why. */
const wordsMs = 30_000

const notReady = async ({ unit, what, explain }: Await, why: string, connection: ApplyContext['connection']) => {
  const said = explain === undefined ? '' : (await connection.run({ timeoutMs: wordsMs, ...explain })).stdout.trim()
  return new MantlError('apply.not_ready', `${why}, and still not: ${what}${said === '' ? '' : `\n${said}`}`, {
    ...(unit === undefined
      ? {}
      : { hint: `on the host, journalctl -u ${unit} tells more; when that is mended, run the same again` }),
  })
}
