import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import { prettyLine } from './pretty-line.ts'

export const levels = ['INFO', 'WARNING', 'ERROR'] as const
/** The values of `--logging_level`. */
export type LogLevel = (typeof levels)[number]

export type Fields = Readonly<Record<string, unknown>>

export interface Logger {
  /** Written only while the verbosity is at least 1 (`/logging/toggle`). */
  debug(message: string, fields?: Fields): void
  info(message: string, fields?: Fields): void
  warning(message: string, fields?: Fields): void
  error(message: string, fields?: Fields): void
  fatal(message: string, fields?: Fields): void
  child(fields: Fields): Logger
  /** 0: what `--logging_level` says; 1 and more: everything. Holds for children made before and after. */
  verbosity: number
}

export interface LoggerOptions {
  /** Also write `<logDir>/<name>.log`, appended to. The folder is made if need be. */
  readonly logDir?: string
  /** Nothing on stderr. */
  readonly quiet?: boolean
  /** Lines for people instead of JSON; by default when stderr is a terminal. */
  readonly pretty?: boolean
  /** Instead of stderr; for tests. */
  readonly write?: (line: string) => void
}

/** JSON lines `{level, time, name, …fields, msg}` with Mesos' level names; `error` fields carry message, code and stack. */
export const createLogger = (name: string, level: LogLevel = 'INFO', options: LoggerOptions = {}): Logger => {
  const verbosity = { value: 0 }
  const root = pino(
    {
      name,
      level: 'debug', // the threshold is looked at here, so that one switch holds for all children
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label === 'warn' ? 'WARNING' : label.toUpperCase() }) },
      serializers: { error: describeError },
    },
    pino.multistream(destinations(name, options).map(stream => ({ level: 'debug', stream }))),
  )
  return wrap(root, { threshold: levels.indexOf(level), verbosity })
}

const destinations = (name: string, options: LoggerOptions): pino.DestinationStream[] => {
  const { logDir, quiet = false, pretty = process.stderr.isTTY === true, write } = options
  const streams: pino.DestinationStream[] = []
  if (write) streams.push({ write })
  else if (!quiet && pretty) streams.push({ write: line => void process.stderr.write(prettyLine(line)) })
  else if (!quiet) streams.push(lenient(pino.destination({ fd: 2, sync: true, maxLength: BACKLOG })))
  if (logDir !== undefined) {
    mkdirSync(logDir, { recursive: true })
    streams.push(
      lenient(pino.destination({ dest: join(logDir, `${name}.log`), append: true, sync: true, maxLength: BACKLOG })),
    )
  }
  return streams
}

/** Bytes of lines kept while they can't be written. */
const BACKLOG = 1024 * 1024

/** A full disk or a reader that went away costs lines, never the process. */
const lenient = (stream: ReturnType<typeof pino.destination>) => stream.on('error', () => {})

interface Shared {
  /** Index into `levels`. */
  readonly threshold: number
  readonly verbosity: { value: number }
}

const wrap = (inner: pino.Logger, shared: Shared): Logger => {
  const { threshold, verbosity } = shared
  const writes = (rank: number) => verbosity.value > 0 || rank >= threshold
  return {
    debug: (message, fields = {}) => void (verbosity.value > 0 && inner.debug(fields, message)),
    info: (message, fields = {}) => void (writes(0) && inner.info(fields, message)),
    warning: (message, fields = {}) => void (writes(1) && inner.warn(fields, message)),
    error: (message, fields = {}) => inner.error(fields, message),
    fatal: (message, fields = {}) => inner.fatal(fields, message),
    child: fields => wrap(inner.child(fields), shared),
    get verbosity() {
      return verbosity.value
    },
    set verbosity(value) {
      verbosity.value = value
    },
  }
}

const describeError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  const { message, stack, cause } = error
  const code = (error as { code?: unknown }).code
  return { message, ...(code !== undefined && { code }), ...(cause !== undefined && { cause: String(cause) }), stack }
}
