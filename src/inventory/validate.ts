import { evaluateVariable } from './evaluate.ts'
import type { Inventory } from './model.ts'
import { type Problem, tidyProblems } from './problem.ts'
import { readHost, scopeOf } from './resolve.ts'
import { clusterRules, type ReadHost } from './rules/cluster.ts'
import { type Grammars, grammarProblems } from './rules/grammars.ts'
import { nameProblems } from './rules/names.ts'
import { givenVariables, type Scope } from './scope.ts'
import { definitionOf } from './variables.ts'

/**
 * Every problem of an inventory at once, in the order of its files: syntax, names, values of each host, and the rules of
 * the cluster. The grammars of Mesos' texts come from outside: each parser throws on what it cannot read.
 */
export const validate = (inventory: Inventory, grammars: Grammars): Problem[] => {
  const scope = scopeOf(inventory)
  const problems: Problem[] = [...inventory.problems, ...nameProblems(inventory)]
  const hosts: ReadHost[] = []
  for (const host of inventory.hosts.values()) {
    const { read, problems: found } = readHost(scope, host.name)
    problems.push(...found, ...grammarProblems(scope, host.name, grammars), ...ownProblems(scope, host.name))
    hosts.push({ host, read })
  }
  for (const rule of clusterRules) problems.push(...rule(scope, hosts))
  return tidyProblems(problems)
}

/**
 * Users' own variables may be meant for other tools, with what only those know: a warning. A loop is wrong for all. What
 * one of ours refers to has been reported as an error already, and a warning of the same words would only repeat it.
 */
const ownProblems = (scope: Scope, host: string): Problem[] =>
  [...givenVariables(scope, host).keys()]
    .filter(name => !definitionOf(name))
    .flatMap(name => {
      const evaluated = evaluateVariable(scope, host, name)
      return 'problems' in evaluated ? evaluated.problems : []
    })
    .filter(({ code }) => code !== 'sealed')
    .map(problem => (problem.code === 'loop' ? problem : { ...problem, severity: 'warning' as const }))
