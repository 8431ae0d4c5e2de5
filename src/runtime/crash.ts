import { daemonExit } from './exit-codes.ts'
import type { Logger } from './logger.ts'

/**
 * An error that nobody caught is a bug: it is logged as a line like any other and the process exits with
 * `daemonExit.bug`, so that whoever supervises it starts it anew.
 */
export const logCrashes = (log: Logger, host: Pick<NodeJS.Process, 'on' | 'exit'> = process): void => {
  const crash = (what: string) => (error: unknown) => {
    log.fatal(`${what}, so this process ends`, { error })
    host.exit(daemonExit.bug)
  }
  host.on('uncaughtException', crash('nobody caught an error'))
  host.on('unhandledRejection', crash('nobody handled a rejection'))
}
