/** One small check: what is wrong, or undefined. Rules of a kind stand in one table; the first that objects speaks. */
export type Rule<T> = (subject: T) => string | undefined

export const firstProblem = <T>(rules: readonly Rule<T>[], subject: T): string | undefined => {
  for (const rule of rules) {
    const problem = rule(subject)
    if (problem !== undefined) return problem
  }
  return undefined
}

export const each = <T>(items: readonly T[] | undefined, rule: Rule<T>): string | undefined => {
  for (const item of items ?? []) {
    const problem = rule(item)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** The first value that stands in the list twice. */
export const repeated = (values: readonly string[]): string | undefined => {
  const seen = new Set<string>()
  return values.find(value => seen.size === seen.add(value).size)
}
