import type { Fields, Logger } from '../../src/runtime/logger.ts'

export interface RecordedLine {
  readonly level: 'debug' | 'info' | 'warning' | 'error' | 'fatal'
  readonly message: string
  readonly fields: Fields
}

/** A logger that keeps its lines for the test to look at. */
export const recordingLog = (): Logger & { readonly lines: RecordedLine[] } => {
  const lines: RecordedLine[] = []
  const at =
    (level: RecordedLine['level']) =>
    (message: string, fields: Fields = {}) =>
      void lines.push({ level, message, fields })
  const log = {
    debug: at('debug'),
    info: at('info'),
    warning: at('warning'),
    error: at('error'),
    fatal: at('fatal'),
    child: () => log,
    verbosity: 0,
    lines,
  }
  return log
}
