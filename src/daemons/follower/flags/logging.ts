import type { FlagSpec } from '../../../runtime/flag-spec.ts'
import { flag } from './flag.ts'

/** Logging: a part of the follower’s flags. */
export const loggingFlags = [
  flag({ name: 'quiet', type: 'boolean', default: 'false', meaning: 'nothing on stderr' }),
  flag({ name: 'logging_level', type: 'string', default: 'INFO', meaning: 'INFO, WARNING or ERROR' }),
  flag({ name: 'log_dir', type: 'path', meaning: 'folder for a log file besides stderr' }),
  flag({ name: 'logbufsecs', type: 'integer', default: '0', meaning: 'no effect: nothing is held back' }),
  flag({ name: 'initialize_driver_logging', type: 'boolean', default: 'true', meaning: 'no effect' }),
  flag({ name: 'external_log_file', type: 'path', meaning: 'where others keep our log: shown under /slave/log' }),
] as const satisfies readonly FlagSpec[]
