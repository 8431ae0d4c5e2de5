import { derivedDefaults } from './derived-defaults.ts'
import { didYouMean } from './did-you-mean.ts'
import type { Place, Problem } from './problem.ts'
import { type Evaluated, findName, givenVariables, groupMembers, groupNames, type Scope } from './scope.ts'
import { filterNames, filters, joinTexts } from './templates/filters.ts'
import { type Expression, isTemplate, type Operand, type Part, parseTemplate } from './templates/parse.ts'
import { fromPlain, type Plain, toPlain, type Value, type Variable } from './value.ts'
import { definitionOf, variables } from './variables.ts'

/** A host's variable with its templates done: the inventory's, else mantl's default. */
export const evaluateVariable = (scope: Scope, host: string, name: string): Evaluated => {
  const key = `${host}/${name}`
  const known = scope.finished.get(key)
  if (known) return known
  const given = findName(scope, host, name)
  if (scope.underway.includes(key)) return { problems: [loop(scope, key, given)] }
  if (scope.underway.length >= longestChain) return { problems: [tooLong(scope, key, given)] }
  scope.underway.push(key)
  const evaluated = given ? evaluateValue(scope, host, given.value) : evaluateDefault(scope, host, name)
  scope.underway.pop()
  scope.finished.set(key, evaluated)
  return evaluated
}

const longestChain = 100

const tooLong = (scope: Scope, key: string, given: Variable | undefined): Problem => ({
  severity: 'error',
  message: `${key.split('/')[1]} stands at the end of more than ${longestChain} variables that refer to each other`,
  place: given?.value.place ?? ourPlace(scope),
})

const loop = (scope: Scope, key: string, given: Variable | undefined): Problem => {
  const [host] = key.split('/')
  const around = [...scope.underway.slice(scope.underway.indexOf(key)), key]
  const chain = around.map(step =>
    step.startsWith(`${host}/`) ? step.slice(host!.length + 1) : step.replace('/', ': '),
  )
  const place = given?.value.place ?? ourPlace(scope)
  return {
    severity: 'error',
    code: 'loop',
    message: `variables refer to each other in a loop: ${chain.join(' → ')}`,
    place,
  }
}

/** Defaults stand in no file: the inventory's head takes their problems. */
const ourPlace = ({ inventory }: Scope): Place => ({ file: inventory.file, line: 1, column: 1 })

const evaluateDefault = (scope: Scope, host: string, name: string): Evaluated => {
  const derive = derivedDefaults[name]
  const plain = derive ? derive(scope, host, evaluateVariable) : definitionOf(name)?.default
  if (plain !== undefined) return evaluateValue(scope, host, fromPlain(plain, ourPlace(scope)))
  if (definitionOf(name)) return { missing: `${name} is not set` }
  const names = [...givenVariables(scope, host).keys(), ...Object.keys(variables), ...specialNames]
  return { missing: `unknown variable ${name}`, hint: didYouMean(name, names) }
}

const evaluateValue = (scope: Scope, host: string, value: Value): Evaluated => {
  switch (value.kind) {
    case 'secret':
      return { value }
    case 'sealed':
      return {
        problems: [{ severity: 'error', code: 'sealed', message: value.why, place: value.place, hint: value.hint }],
      }
    case 'scalar':
      if (typeof value.data !== 'string' || value.verbatim || !isTemplate(value.data)) return { value }
      return evaluateText(scope, host, { text: value.data, place: value.place, inline: value.inline ?? false })
    case 'list':
      return gather(
        value.items.map(item => evaluateValue(scope, host, item)),
        items => ({ ...value, items }),
      )
    case 'map': {
      const keys = [...value.entries.keys()]
      const entries = [...value.entries.values()].map(entry => evaluateValue(scope, host, entry))
      return gather(entries, values => ({
        ...value,
        entries: new Map(values.map((entry, index) => [keys[index]!, entry])),
      }))
    }
  }
}

/** All parts, or all that is wrong with them. */
const gather = (parts: readonly Evaluated[], make: (values: Value[]) => Value): Evaluated => {
  const problems = parts.flatMap(part => ('problems' in part ? part.problems : []))
  return problems.length > 0
    ? { problems }
    : { value: make(parts.flatMap(part => ('value' in part ? [part.value] : []))) }
}

type Source = { readonly text: string; readonly place: Place; readonly inline: boolean }

const evaluateText = (scope: Scope, host: string, source: Source): Evaluated => {
  const parsed = parseTemplate(source.text)
  if ('wrong' in parsed) return { problems: [failure(source, parsed.offset, `template: ${parsed.wrong}`, supported)] }
  const parts = parsed.parts.map(part => settle(evaluatePart(scope, host, part, source.place), source, part))
  if (parts.length === 1) return parts[0]!
  return gather(parts, values => fromPlain(joinTexts(values.map(toPlain)), source.place))
}

const supported = `supported are {{ variable }}, {{ map.key }}, {{ list[0] }}, hostvars, groups, and the filters ${filterNames.join(', ')}`

const failure = ({ place, inline }: Source, offset: number, message: string, hint?: string): Problem => ({
  severity: 'error',
  message,
  hint,
  place: inline ? { ...place, column: place.column + offset } : place,
})

/** A name that no `default` mended becomes a problem where its template stands. */
const settle = (result: Evaluated, source: Source, part: Part): Evaluated => {
  if (!('missing' in result)) return result
  return { problems: [failure(source, typeof part === 'string' ? 0 : part.offset, result.missing, result.hint)] }
}

const evaluatePart = (scope: Scope, host: string, part: Part, place: Place): Evaluated =>
  typeof part === 'string' ? { value: fromPlain(part, place) } : evaluateExpression(scope, host, part.expression, place)

const evaluateExpression = (
  scope: Scope,
  host: string,
  { start, filters: chain }: Expression,
  place: Place,
): Evaluated =>
  chain.reduce<Evaluated>(
    (result, { name, values }) => {
      const inputs = values.map(value => evaluateExpression(scope, host, value, place))
      const stopped = inputs.find(input => !('value' in input))
      if (name === 'default' || name === 'd')
        return 'missing' in result ? (inputs[0] ?? { value: fromPlain('', place) }) : result
      if (!('value' in result)) return result
      return stopped ?? applyFilter(name, result.value, inputs, place)
    },
    evaluateOperand(scope, host, start, place),
  )

const applyFilter = (name: string, value: Value, inputs: readonly Evaluated[], place: Place): Evaluated => {
  const filter = Object.hasOwn(filters, name) ? filters[name] : undefined
  if (!filter) {
    const hint = didYouMean(name, filterNames) ?? supported
    return { problems: [{ severity: 'error', message: `template: unknown filter ${name}`, hint, place }] }
  }
  const made = filter(
    toPlain(value),
    inputs.map(input => ('value' in input ? toPlain(input.value) : null)),
  )
  return 'wrong' in made
    ? { problems: [{ severity: 'error', message: `template: ${made.wrong}`, place }] }
    : { value: fromPlain(made.value, place) }
}

const specialNames = ['inventory_hostname', 'inventory_hostname_short', 'group_names', 'groups', 'hostvars']

const evaluateOperand = (scope: Scope, host: string, operand: Operand, place: Place): Evaluated => {
  if ('literal' in operand) return { value: fromPlain(operand.literal, place) }
  const steps: Plain[] = []
  for (const step of operand.path) {
    const evaluated = evaluateExpression(scope, host, step, place)
    if (!('value' in evaluated)) return evaluated
    steps.push(toPlain(evaluated.value))
  }
  if (operand.name === 'hostvars') return lookUpHost(scope, steps, place)
  if (operand.name === 'groups') return lookUpGroup(scope, steps, place)
  return walk(lookUpName(scope, host, operand.name, place), steps, operand.name)
}

const lookUpName = (scope: Scope, host: string, name: string, place: Place): Evaluated => {
  if (name === 'inventory_hostname') return { value: fromPlain(host, place) }
  if (name === 'inventory_hostname_short') return { value: fromPlain(host.split('.')[0]!, place) }
  if (name === 'group_names') return { value: fromPlain(groupNames(scope, host), place) }
  return evaluateVariable(scope, host, name)
}

const lookUpHost = (scope: Scope, [host, name, ...rest]: readonly Plain[], place: Place): Evaluated => {
  const { hosts } = scope.inventory
  if (typeof host !== 'string' || typeof name !== 'string')
    return { missing: "hostvars wants a host and a variable, as in hostvars['a'].x" }
  if (!hosts.has(host)) return { missing: `unknown host ${host}`, hint: didYouMean(host, hosts.keys()) }
  return walk(lookUpName(scope, host, name, place), rest, `hostvars['${host}'].${name}`)
}

const lookUpGroup = (scope: Scope, [group, ...rest]: readonly Plain[], place: Place): Evaluated => {
  const { groups } = scope.inventory
  if (group === undefined)
    return {
      value: fromPlain(Object.fromEntries([...groups.keys()].map(name => [name, groupMembers(scope, name)])), place),
    }
  if (typeof group !== 'string' || !groups.has(group))
    return { missing: `unknown group ${group}`, hint: didYouMean(String(group), groups.keys()) }
  return walk({ value: fromPlain(groupMembers(scope, group), place) }, rest, `groups['${group}']`)
}

const walk = (start: Evaluated, steps: readonly Plain[], name: string): Evaluated => {
  let current = start
  for (const step of steps) {
    if (!('value' in current)) return current
    const below = entryAt(current.value, step)
    if (!below) return { missing: `${name} has no entry ${String(step)}` }
    current = { value: below }
  }
  return current
}

const entryAt = (value: Value, step: Plain): Value | undefined => {
  if (value.kind === 'map') return value.entries.get(String(step))
  if (value.kind === 'list' && typeof step === 'number') return value.items.at(step)
  return undefined
}
