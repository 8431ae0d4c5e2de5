/** Allocation roles: `*`, or a path such as `eng/web`. Rules: facts/api-v1.md 10. Each check says what is wrong, or undefined. */
export const validateRole = (role: string): string | undefined => {
  if (role === '*') return undefined
  if (role === '') return 'a role cannot be empty'
  if (role.startsWith('/') || role.endsWith('/')) return `role '${role}' cannot begin or end with '/'`
  for (const part of role.split('/')) {
    const problem = partProblem(part)
    if (problem) return `role '${role}' ${problem}`
  }
  return undefined
}

export const validateRoles = (roles: readonly string[]): string | undefined => {
  for (const role of roles) {
    const problem = validateRole(role)
    if (problem) return problem
  }
  return undefined
}

/** Ids of tasks, executors, agents, frameworks become file names. */
export const validateId = (id: string): string | undefined => {
  if (id === '') return 'an id cannot be empty'
  if (id === '.' || id === '..') return `'${id}' cannot be an id`
  if (Buffer.byteLength(id) > 255) return 'an id cannot be longer than 255 bytes'
  if (/[\u0000-\u001f\u007f]/.test(id)) return 'an id cannot hold control characters'
  if (/[/\\]/.test(id)) return `id '${id}' cannot hold a slash or backslash`
  return undefined
}

/** `a/b/c` → `a/b`, `a`: nearest first. */
export const ancestors = (role: string): string[] => {
  const result: string[] = []
  for (let at = role.lastIndexOf('/'); at > 0; at = role.lastIndexOf('/', at - 1)) result.push(role.slice(0, at))
  return result
}

/** Strictly below. */
export const isStrictSubrole = (role: string, of: string): boolean => role.startsWith(`${of}/`)

export const isSameOrSubrole = (role: string, of: string): boolean => role === of || isStrictSubrole(role, of)

/** `a/b/c` → `a`. */
export const topLevelRole = (role: string): string => {
  const slash = role.indexOf('/')
  return slash < 0 ? role : role.slice(0, slash)
}

const partProblem = (part: string): string | undefined => {
  if (part === '') return "cannot hold '//'"
  if (part === '.' || part === '..' || part === '*') return `cannot have '${part}' as a component`
  if (part.startsWith('-')) return "cannot have a component that begins with '-'"
  if (/[\s\b]/.test(part)) return 'cannot hold white space or a backspace'
  return undefined
}
