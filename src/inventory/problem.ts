/** Where in the user's files something stands. `line` and `column` count from 1; `file` is as the user would name it. */
export type Place = { readonly file: string; readonly line: number; readonly column: number }

/** One thing wrong (or odd) in an inventory. Reading and validating collect these; they never stop at the first. */
export type Problem = {
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly hint?: string
  readonly place: Place
  /** Kinds that validation treats apart. */
  readonly code?: 'loop' | 'sealed'
}

export type Report = (problem: Problem) => void

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some(({ severity }) => severity === 'error')

export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`

/** `message (hint)` */
export const saidText = ({ message, hint }: Pick<Problem, 'message' | 'hint'>): string =>
  `${message}${hint ? ` (${hint})` : ''}`

/** `file:line:column: error: message (hint)`, the form editors jump to. */
export const problemText = (problem: Problem): string =>
  `${placeText(problem.place)}: ${problem.severity}: ${saidText(problem)}`

/** In the order of the files' lines, each once: a group's value is looked at for every host of the group. */
export const tidyProblems = (problems: readonly Problem[]): Problem[] => {
  const unique = new Map(problems.map(problem => [problemText(problem), problem]))
  for (const problem of problems)
    if (problem.severity === 'error') unique.delete(problemText({ ...problem, severity: 'warning' }))
  return [...unique.values()].sort(
    (a, b) =>
      a.place.file.localeCompare(b.place.file) || a.place.line - b.place.line || a.place.column - b.place.column,
  )
}
