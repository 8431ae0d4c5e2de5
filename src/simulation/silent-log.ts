import type { Logger } from '../runtime/logger.ts'

const nothing = () => {}

/** What daemons log says nothing that their effects do not. */
export const silentLog: Logger = {
  debug: nothing,
  info: nothing,
  warning: nothing,
  error: nothing,
  fatal: nothing,
} as unknown as Logger
