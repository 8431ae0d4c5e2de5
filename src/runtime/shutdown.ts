import type { Clock } from './clock.ts'
import { daemonExit } from './exit-codes.ts'
import type { Logger } from './logger.ts'

export interface Shutdown {
  /** What is to be closed; the last one added is closed first. A failing one is logged and does not stop the others. */
  add(name: string, close: () => unknown): void
  /** Closes all and exits; a second call changes nothing. */
  now(why: string, code?: number): Promise<void>
}

export interface ShutdownOptions {
  readonly log: Logger
  readonly clock: Clock
  /** How long all closing may take together before the process exits anyway. */
  readonly graceMs?: number
  /** Where signals come from and where to exit; `process` by default. */
  readonly process?: Pick<NodeJS.Process, 'on' | 'exit'>
}

/** SIGTERM and SIGINT close in order and exit 0; a second signal exits at once. */
export const createShutdown = (options: ShutdownOptions): Shutdown => {
  const { log, clock, graceMs = 10_000, process: host = process } = options
  const closers: { readonly name: string; readonly close: () => unknown }[] = []
  let closing: Promise<void> | undefined

  const closeAll = async () => {
    for (const { name, close } of closers.reverse()) {
      try {
        await close()
      } catch (error) {
        log.error(`closing ${name} failed`, { error })
      }
    }
  }

  const now = (why: string, code: number = daemonExit.stopped) => {
    if (closing) return closing
    log.info(`stopping: ${why}`)
    const cancel = clock.after(graceMs, () => {
      log.error(`closing took longer than ${graceMs} ms, exiting anyway`)
      host.exit(code)
    })
    closing = closeAll().then(() => {
      cancel()
      host.exit(code)
    })
    return closing
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    host.on(signal, () => void (closing ? host.exit(daemonExit.impatient) : now(signal)))
  }
  return { add: (name, close) => void closers.push({ name, close }), now }
}
