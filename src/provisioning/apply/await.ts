import { setTimeout as pause } from 'node:timers/promises'
import { MantlError } from '../../errors.ts'
import type { Await } from '../model/change.ts'
import type { Apply } from './context.ts'

/** Asks at once, then at growing intervals up to a second. Throws `apply.not_ready` when the time is over. */
export const awaitReady: Apply<Await> = async ({ what, command, timeoutMs, explain }, { connection }) => {
  const until = Date.now() + timeoutMs
  for (let wait = 20; ; wait = Math.min(wait * 1.2, 1000)) {
    const { exitCode } = await connection.run(command)
    if (exitCode === 0) return
    if (Date.now() > until) throw notReady(what, timeoutMs, explain && (await connection.run(explain)).stdout)
    await pause(wait)
  }
}

const notReady = (what: string, timeoutMs: number, lastWords = '') => {
  const said = lastWords.trim()
  return new MantlError(
    'apply.not_ready',
    `${timeoutMs / 1000} s passed, and still not: ${what}${said === '' ? '' : `\n${said}`}`,
  )
}
