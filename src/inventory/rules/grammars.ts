import { evaluateVariable } from '../evaluate.ts'
import type { Problem } from '../problem.ts'
import type { Scope } from '../scope.ts'
import type { Value } from '../value.ts'
import { type Definition, variables } from '../variables.ts'

/** Parsers of Mesos' own texts. What is wrong they throw as an Error, or return as `{ problem, offset }`. */
export type Grammars = { readonly parseResources: Grammar; readonly parseAttributes: Grammar }
type Grammar = (text: string) => unknown

export const grammarProblems = (scope: Scope, host: string, grammars: Grammars): Problem[] => {
  const parsers = { resources: grammars.parseResources, attributes: grammars.parseAttributes }
  return Object.entries<Definition>(variables).flatMap(([name, { grammar }]) => {
    const evaluated = grammar && evaluateVariable(scope, host, name)
    if (!grammar || !evaluated || !('value' in evaluated)) return []
    const parts = evaluated.value.kind === 'list' ? evaluated.value.items : [evaluated.value]
    return parts.flatMap(part => partProblem(name, part, parsers[grammar]))
  })
}

/** Each part of a list apart, so that the problem stands where the part does. */
const partProblem = (name: string, part: Value, parse: Grammar): Problem[] => {
  if (part.kind !== 'scalar' || typeof part.data !== 'string' || part.data.trim() === '') return []
  const failure = failureOf(parse, part.data)
  if (!failure) return []
  const message = `${name} ${JSON.stringify(part.data)} does not parse: ${failure.problem}`
  const column = part.place.column + (part.inline ? failure.offset : 0)
  return [{ severity: 'error', message, place: { ...part.place, column } }]
}

const failureOf = (parse: Grammar, text: string): { problem: string; offset: number } | undefined => {
  try {
    const parsed = parse(text) as { problem?: string; offset?: number } | undefined
    return parsed?.problem === undefined ? undefined : { problem: parsed.problem, offset: parsed.offset ?? 0 }
  } catch (error) {
    return { problem: (error as Error).message, offset: 0 }
  }
}
