import type { EnvironmentVariable } from '../../../mesos/messages/command.ts'
import { parseBytes } from '../../../runtime/bytes.ts'
import { builtInModules, parseModules } from '../modules.ts'

/** How large a file of a container's output may become before it is begun anew, and how many old ones are kept. */
export interface LogLimit {
  readonly maxBytes: number
  readonly kept: number
}

export interface LogLimits {
  readonly stdout: LogLimit
  readonly stderr: LogLimit
}

/** What operators set, and the beginning of the variables by which a task sets it for itself. */
export interface LoggerSettings extends LogLimits {
  readonly prefix: string
}

const outputs = ['stdout', 'stderr'] as const
const defaultMax = '10MB'
/** Less is refused, as Mesos does: a page of memory. */
const leastBytes = 4_096
const mostKept = 1_000

/** Absent `settings`: outputs grow without limit. Text: what is wrong with the flags. */
export const loggerFlags = (flags: {
  readonly container_logger?: string | undefined
  readonly modules?: unknown
}): { readonly settings?: LoggerSettings } | string => {
  const { container_logger: logger } = flags
  if (logger === undefined) return {}
  const { logrotateLogger } = builtInModules
  if (logger !== logrotateLogger) return `--container_logger: '${logger}' is not ${logrotateLogger}`
  const modules = parseModules(flags.modules)
  if (typeof modules === 'string') return {} // told of where all modules are looked at
  const given = modules.find(({ name }) => name === logrotateLogger)?.parameters ?? new Map<string, string>()
  const limits = limitsFrom(key => given.get(key))
  if (typeof limits === 'string') return `--modules: ${logrotateLogger}: ${limits}`
  return { settings: { ...limits, prefix: given.get('environment_variable_prefix') ?? 'CONTAINER_LOGGER_' } }
}

/** A task's own wishes; one that can't be understood leaves what the operator has set. */
export const limitsOf = (settings: LoggerSettings, variables: readonly EnvironmentVariable[]): LogLimits => {
  const wish = (key: string) => variables.find(({ name }) => name === `${settings.prefix}${key.toUpperCase()}`)?.value
  if (!variables.some(({ name }) => name.startsWith(settings.prefix))) return settings
  const limits = limitsFrom(wish, settings)
  return typeof limits === 'string' ? settings : limits
}

type Parameter = (key: string) => string | undefined

const limitsFrom = (parameter: Parameter, base?: LogLimits): LogLimits | string => {
  const [stdout, stderr] = outputs.map(name => limitFrom(name, parameter, base?.[name]))
  if (typeof stdout === 'string' || typeof stderr === 'string')
    return String(typeof stdout === 'string' ? stdout : stderr)
  return { stdout: stdout!, stderr: stderr! }
}

const limitFrom = (name: (typeof outputs)[number], parameter: Parameter, base?: LogLimit): LogLimit | string => {
  const size = parameter(`max_${name}_size`)
  const maxBytes = size === undefined ? (base?.maxBytes ?? parseBytes(defaultMax)!) : parseBytes(size)
  if (maxBytes === undefined || maxBytes < leastBytes) return `max_${name}_size: '${size}' is no size of at least 4KB`
  const options = parameter(`logrotate_${name}_options`)
  const kept = options === undefined ? (base?.kept ?? 0) : rotations(options)
  return kept === undefined
    ? `logrotate_${name}_options: '${options}' is not 'rotate N', the one that is known`
    : { maxBytes, kept }
}

/** Of logrotate's language this line alone. */
const rotations = (options: string): number | undefined => {
  const match = /^\s*rotate\s+(\d{1,4})\s*$/.exec(options)
  return match === null || Number(match[1]) > mostKept ? undefined : Number(match[1])
}
