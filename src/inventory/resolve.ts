import type { z } from 'zod'
import { MantlError } from '../errors.ts'
import { evaluateVariable } from './evaluate.ts'
import type { Connection, HostVariables } from './host-variables.ts'
import type { Inventory } from './model.ts'
import { type Place, type Problem, placeText } from './problem.ts'
import { createScope, findName, type Scope } from './scope.ts'
import type { Secret } from './secret.ts'
import { revealed } from './templates/filters.ts'
import { type Plain, toPlain, type Value } from './value.ts'
import { type Definition, type VariableName, variables } from './variables.ts'

/**
 * All of mantl's variables of one host. Call `validate` first: a wrong value throws MantlError inventory.invalid here,
 * and an unknown host inventory.unknown-host.
 */
export const resolveHost = (inventory: Inventory, name: string): HostVariables => {
  if (!inventory.hosts.has(name)) throw new MantlError('inventory.unknown-host', `no host ${name} in ${inventory.file}`)
  const { read, problems } = readHost(scopeOf(inventory), name)
  const [first] = problems
  if (first)
    throw new MantlError('inventory.invalid', `${placeText(first.place)}: ${first.message}`, { hint: first.hint })
  const flat = Object.fromEntries(Object.entries(read).filter(([key]) => !key.startsWith('ansible_')))
  const given = Object.keys(variables).filter(key => findName(scopeOf(inventory), name, key))
  return {
    ...flat,
    inventory_hostname: name,
    connection: connectionOf(read),
    given: new Set(given),
  } as unknown as HostVariables
}

/** Any variable of the inventory, ours or not, with its templates done. Throws MantlError inventory.invalid. */
export const variableOf = (inventory: Inventory, host: string, name: string): Plain | undefined => {
  if (findName(scopeOf(inventory), host, name) === undefined) return undefined
  const evaluated = evaluateVariable(scopeOf(inventory), host, name)
  if ('value' in evaluated) return toPlain(evaluated.value)
  if ('missing' in evaluated)
    throw new MantlError('inventory.invalid', `${name} of ${host}: ${evaluated.missing} is not set`, {
      hint: evaluated.hint,
    })
  const [first] = evaluated.problems
  throw new MantlError('inventory.invalid', first === undefined ? name : `${placeText(first.place)}: ${first.message}`)
}

interface Reading {
  readonly read: ReadVariables
  readonly problems: readonly Problem[]
}

/** What was read of a host's variables, wrong ones absent, and every problem met. Who checks an inventory resolves it next: it is read once. */
export const readHost = (scope: Scope, host: string): Reading => {
  const known = readings.get(scope) ?? new Map<string, Reading>()
  readings.set(scope, known)
  const reading = known.get(host) ?? readVariables(scope, host)
  known.set(host, reading)
  return reading
}

const readings = new WeakMap<Scope, Map<string, Reading>>()

const readVariables = (scope: Scope, host: string): Reading => {
  const read: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const name of Object.keys(variables) as VariableName[]) {
    const result = readVariable(scope, host, name)
    if ('problems' in result) problems.push(...result.problems)
    else read[name] = result.read
  }
  return { read: read as ReadVariables, problems }
}

export type ReadVariables = { readonly [Name in VariableName]: z.output<(typeof variables)[Name]['schema']> }

/** A scope remembers; one for each inventory, for as long as that lives. */
export const scopeOf = (inventory: Inventory): Scope => {
  const scope = scopes.get(inventory) ?? createScope(inventory)
  scopes.set(inventory, scope)
  return scope
}

const scopes = new WeakMap<Inventory, Scope>()

const readVariable = (
  scope: Scope,
  host: string,
  name: VariableName,
): { read: unknown } | { problems: readonly Problem[] } => {
  const evaluated = evaluateVariable(scope, host, name)
  if ('problems' in evaluated) return evaluated
  const value = 'value' in evaluated ? evaluated.value : undefined
  if (isUnset(value)) return { read: undefined }
  const definition: Definition = variables[name]
  const read = parseRevealing(definition.schema, toPlain(value))
  const place = placeOf(scope, host, name, value)
  if (read.success)
    return definition.vaulted && value.kind !== 'secret' ? { problems: [unvaulted(name, place)] } : { read: read.data }
  return { problems: read.error.issues.map(issue => typeProblem(name, value, issue, place)) }
}

/** A file encrypted as a whole makes all in it secret, ports and users too: those types read what is inside. */
const parseRevealing = (schema: z.ZodType, plain: Plain) => {
  const first = schema.safeParse(plain)
  return first.success ? first : schema.safeParse(revealed(plain))
}

const isUnset = (value: Value | undefined): value is undefined =>
  value === undefined || (value.kind === 'scalar' && value.data === null)

const placeOf = (scope: Scope, host: string, name: string, value: Value): Place =>
  findName(scope, host, name)?.value.place ?? value.place

const unvaulted = (name: string, place: Place): Problem => ({
  severity: 'error',
  message: `${name} must not stand in plain text`,
  hint: `log in with a key, or encrypt it: ansible-vault encrypt_string --name ${name}`,
  place,
})

const typeProblem = (name: string, value: Value, issue: z.core.$ZodIssue, place: Place): Problem => {
  const below = issue.path.reduce<Value | undefined>((at, step) => entryAt(at, step as string | number), value)
  const trail = issue.path.map(step => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('')
  const shown =
    below?.kind === 'scalar' && !name.endsWith('secret') && issue.path.at(-1) !== 'secret'
      ? `, not ${JSON.stringify(below.data)}`
      : ''
  return {
    severity: 'error',
    message: `${name}${trail} ${issue.message}${shown}`,
    place: (issue.path.length > 0 && below?.place) || place,
  }
}

const entryAt = (value: Value | undefined, step: string | number): Value | undefined => {
  if (value?.kind === 'list') return value.items[Number(step)]
  return value?.kind === 'map' ? value.entries.get(String(step)) : undefined
}

const connectionOf = (read: ReadVariables): Connection => ({
  kind: read.ansible_connection as Connection['kind'],
  address: read.ansible_host,
  port: read.ansible_port as number | undefined,
  user: read.ansible_user as string | undefined,
  privateKeyFile: read.ansible_ssh_private_key_file as string | undefined,
  password: read.ansible_password as Secret | undefined,
  become: {
    enabled: read.ansible_become,
    user: read.ansible_become_user,
    method: read.ansible_become_method,
    password: read.ansible_become_password as Secret | undefined,
  },
})
