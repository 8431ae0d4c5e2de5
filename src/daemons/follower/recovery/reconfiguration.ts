import type { AgentInfo } from '../../../mesos/messages/agent-info.ts'
import type { Attribute } from '../../../mesos/messages/basics.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'

/** Why an agent that is configured so may not go on as the one it was (--reconfiguration_policy); nothing when it may. */
export const whyIncompatible = (old: AgentInfo, now: AgentInfo, policy: string): string | undefined => {
  if (policy === 'any') return undefined
  const problems = [
    ...(old.hostname === now.hostname ? [] : [`hostname was ${old.hostname}, is ${now.hostname}`]),
    ...((old.port ?? 5051) === (now.port ?? 5051) ? [] : [`port was ${old.port}, is ${now.port}`]),
    ...(policy === 'additive' ? additive(old, now) : equal(old, now)),
  ]
  return problems.length === 0 ? undefined : problems.join('; ')
}

const equal = (old: AgentInfo, now: AgentInfo): readonly string[] => [
  ...(same(byName(old.resources), byName(now.resources)) ? [] : ['the resources have changed']),
  ...(same(byName(old.attributes), byName(now.attributes)) ? [] : ['the attributes have changed']),
  ...(same(old.domain, now.domain) ? [] : ['the domain has changed']),
]

const additive = (old: AgentInfo, now: AgentInfo): readonly string[] => [
  ...(old.resources ?? [])
    .filter(one => !stillCovered(one, now.resources ?? []))
    .map(one => `less of the resource ${one.name}`),
  ...(old.attributes ?? [])
    .filter(one => !hasAttribute(one, now.attributes ?? []))
    .map(one => `the attribute ${one.name} has changed`),
  ...(old.domain === undefined || same(old.domain, now.domain) ? [] : ['the domain has changed']),
]

const stillCovered = (old: Resource, now: readonly Resource[]): boolean => {
  const alike = now.filter(one => one.name === old.name && one.type === old.type && roleOf(one) === roleOf(old))
  if (old.type === 'SCALAR') return alike.some(one => (one.scalar?.value ?? 0) >= (old.scalar?.value ?? 0))
  if (old.type === 'SET') return (old.set?.item ?? []).every(item => alike.some(one => one.set?.item?.includes(item)))
  return (old.ranges?.range ?? []).every(({ begin, end }) =>
    alike.some(one => one.ranges?.range?.some(range => range.begin <= begin && range.end >= end)),
  )
}

const roleOf = ({ role, reservations }: Resource) => reservations?.at(-1)?.role ?? role ?? '*'

const hasAttribute = (old: Attribute, now: readonly Attribute[]) =>
  now.some(one => same(canonical(one), canonical(old)))

const byName = (all: readonly { readonly name: string }[] = []) =>
  all.map(canonical).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))

/** Default role or none is the same. */
const canonical = (value: object): object => {
  const { role, ...rest } = value as { role?: string }
  const kept = role === undefined || role === '*' ? rest : { ...rest, role }
  return Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)))
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
