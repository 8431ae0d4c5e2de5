import { setTimeout as pause } from 'node:timers/promises'
import { MantlError } from '../../errors.ts'
import type { Await } from '../model/change.ts'
import type { Apply, ApplyContext } from './context.ts'

/**
 * Asks at once, then at growing intervals up to a second: each question costs the host processes that what is starting could use. Throws `apply.not_ready` when the time is over, or as soon as the host
 * says that waiting is useless.
 */
export const awaitReady: Apply<Await> = async (change, { connection, signal }) => {
  const { command, timeoutMs, hopeless } = change
  const until = Date.now() + timeoutMs
  for (let wait = 60; ; wait = Math.min(wait * 1.25, 1000)) {
    if ((await connection.run(command)).exitCode === 0) return
    if (hopeless && wait > 400 && (await connection.run(hopeless)).exitCode === 0)
      throw await notReady(change, 'it gave up', connection)
    if (Date.now() > until) throw await notReady(change, `${timeoutMs / 1000} s passed`, connection)
    await pause(wait)
    if (signal?.aborted) throw new MantlError('run.interrupted', `interrupted while waiting: ${change.what}`)
  }
}

const notReady = async ({ what, explain }: Await, why: string, connection: ApplyContext['connection']) => {
  const said = explain === undefined ? '' : (await connection.run(explain)).stdout.trim()
  return new MantlError('apply.not_ready', `${why}, and still not: ${what}${said === '' ? '' : `\n${said}`}`)
}
