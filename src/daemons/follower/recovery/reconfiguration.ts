import { formatAttributes } from '../../../mesos/attributes.ts'
import type { AgentInfo } from '../../../mesos/messages/agent-info.ts'
import type { Attribute } from '../../../mesos/messages/basics.ts'
import type { Resource } from '../../../mesos/messages/resource.ts'
import {
  contains,
  equal,
  formatResources,
  normalize,
  type Resources,
  subtract,
  toPostRefinement,
} from '../../../mesos/resources/index.ts'
import { sameData } from '../../../mesos/resources/kind.ts'
import { unconverted } from '../../../mesos/resources/totals.ts'

/** Why an agent that is configured so may not go on as the one it was (--reconfiguration_policy); nothing when it may. PURE. */
export const whyIncompatible = (old: AgentInfo, now: AgentInfo, policy: string): string | undefined => {
  if (policy === 'any') return undefined
  const problems = [
    ...(old.hostname === now.hostname ? [] : [`hostname was ${old.hostname}, is ${now.hostname}`]),
    ...((old.port ?? 5051) === (now.port ?? 5051) ? [] : [`port was ${old.port}, is ${now.port}`]),
    ...resourcesProblem(old, now, policy),
    ...attributesProblem(old.attributes ?? [], now.attributes ?? [], policy),
    ...domainProblem(old, now, policy),
  ]
  return problems.length === 0 ? undefined : problems.join('; ')
}

/** The policies that would allow the change, the narrowest first. */
export const policiesFor = (old: AgentInfo, now: AgentInfo): readonly string[] =>
  ['additive', 'any'].filter(policy => whyIncompatible(old, now, policy) === undefined)

/** Reservations and volumes that the configured resources do not hold any more. */
export const notCovered = (configured: Resources, checkpointed: Resources): Resource[] => {
  let left: Resource[] = normalize(toPostRefinement(configured))
  return checkpointed.filter(resource => {
    const base = [unconverted(resource)]
    if (!contains(left, base)) return true
    left = subtract(left, base)
    return false
  })
}

const resourcesProblem = (old: AgentInfo, now: AgentInfo, policy: string): readonly string[] => {
  const [before, after] = [resourcesOf(old), resourcesOf(now)]
  if (policy === 'additive' ? contains(after, before) : equal(before, after)) return []
  const [gone, added] = [subtract(before, after), subtract(after, before)]
  return [
    ...(gone.length > 0 ? [`resources no longer there: ${formatResources(gone)}`] : []),
    ...(added.length > 0 && policy !== 'additive' ? [`resources added: ${formatResources(added)}`] : []),
  ]
}

const resourcesOf = ({ resources = [] }: AgentInfo): Resource[] => normalize(toPostRefinement(resources))

const attributesProblem = (old: readonly Attribute[], now: readonly Attribute[], policy: string): readonly string[] => [
  ...old.flatMap(attribute => {
    const same = now.filter(({ name }) => name === attribute.name)
    if (same.some(one => isStill(attribute, one, policy))) return []
    return [
      `attribute ${formatAttributes([attribute])} ${same.length === 0 ? 'is gone' : `is now ${formatAttributes(same)}`}`,
    ]
  }),
  ...(policy === 'additive'
    ? []
    : now
        .filter(({ name }) => old.every(attribute => attribute.name !== name))
        .map(attribute => `attribute ${formatAttributes([attribute])} is new`)),
]

/** Additive: ranges may grow; a number or a text is another one where it differs. */
const isStill = (old: Attribute, now: Attribute, policy: string): boolean => {
  if (old.type !== 'RANGES' || now.type !== 'RANGES' || policy !== 'additive') return sameData(old, now)
  return contains(
    [{ name: 'a', type: 'RANGES', ranges: now.ranges }],
    [{ name: 'a', type: 'RANGES', ranges: old.ranges }],
  )
}

const domainProblem = ({ domain: old }: AgentInfo, { domain: now }: AgentInfo, policy: string): readonly string[] => {
  if (sameData(old, now) || (policy === 'additive' && old === undefined)) return []
  return [`domain was ${JSON.stringify(old) ?? 'none'}, is ${JSON.stringify(now) ?? 'none'}`]
}
