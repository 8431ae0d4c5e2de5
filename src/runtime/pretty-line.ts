const initials: Readonly<Record<string, string>> = { DEBUG: 'D', INFO: 'I', WARNING: 'W', ERROR: 'E', FATAL: 'F' }

/** One JSON line of the logger as a line for people: `I 05:04:03.210 message  key=value …`. */
export const prettyLine = (json: string): string => {
  const { level, time, name: _name, msg, error, ...fields } = JSON.parse(json) as Record<string, unknown>
  const pairs = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const trouble = error === undefined ? [] : [`error=${describe(error)}`]
  const clock = String(time).slice(11, 23)
  return `${[`${initials[String(level)] ?? '?'} ${clock} ${String(msg)}`, ...pairs, ...trouble].join('  ')}\n`
}

const describe = (error: unknown): string => {
  const stack = (error as { stack?: unknown } | null)?.stack
  return typeof stack === 'string' ? stack : JSON.stringify(error)
}
