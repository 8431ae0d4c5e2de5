import type { Attribute } from '../../../../mesos/messages/basics.ts'
import type {
  AttributeConstraint,
  AttributeConstraintSelector,
  OfferConstraints,
  OfferConstraintsRoleConstraintsGroup,
} from '../../../../mesos/messages/scheduler.ts'
import { makePredicate, type Value } from './predicates.ts'
import type { RegexLimits } from './regex.ts'

/** What constraints know of an agent. */
export interface Place {
  readonly hostname: string
  readonly region?: string
  readonly zone?: string
  readonly attributes?: readonly Attribute[]
}

/** The agent may be offered to the role. */
export type Constraint = (agent: Place) => boolean
/** By role; a role without one takes every agent. */
export type ConstraintByRole = ReadonlyMap<string, Constraint>

/** An agent must satisfy all constraints of at least one group of its role. `problem`: a sentence for the framework. */
export const compileOfferConstraints = (
  { role_constraints = {} }: OfferConstraints,
  limits: RegexLimits,
): ConstraintByRole | { readonly problem: string } => {
  const byRole = new Map<string, Constraint>()
  for (const [role, { groups = [] }] of Object.entries(role_constraints)) {
    const constraint = anyOf(groups, limits)
    if (typeof constraint !== 'function')
      return { problem: `offer constraints of role '${role}': ${constraint.problem}` }
    byRole.set(role, constraint)
  }
  return byRole
}

/** A sentence, or undefined where they are good. */
export const offerConstraintsProblem = (
  given: OfferConstraints | undefined,
  limits: RegexLimits,
): string | undefined => {
  const compiled = compileOfferConstraints(given ?? {}, limits)
  return 'problem' in compiled ? compiled.problem : undefined
}

type Made = Constraint | { readonly problem: string }

const anyOf = (groups: readonly OfferConstraintsRoleConstraintsGroup[], limits: RegexLimits): Made => {
  if (groups.length === 0) return { problem: 'there is no group of constraints' }
  const made = groups.map(group => allOf(group.attribute_constraints ?? [], limits))
  const bad = made.find(one => typeof one !== 'function')
  return bad ?? (agent => (made as Constraint[]).some(constraint => constraint(agent)))
}

const allOf = (constraints: readonly AttributeConstraint[], limits: RegexLimits): Made => {
  if (constraints.length === 0) return { problem: 'a group holds no constraint' }
  const made = constraints.map(constraint => compileOne(constraint, limits))
  const bad = made.find(one => typeof one !== 'function')
  return bad ?? (agent => (made as Constraint[]).every(constraint => constraint(agent)))
}

const compileOne = ({ selector, predicate }: AttributeConstraint, limits: RegexLimits): Made => {
  const look = lookAt(selector)
  if (!look) return { problem: 'a selector names neither an attribute nor HOSTNAME, REGION or ZONE' }
  const test = makePredicate(predicate, limits)
  return 'problem' in test ? test : agent => test(look(agent))
}

const pseudo = {
  HOSTNAME: ({ hostname }: Place) => hostname,
  REGION: ({ region }: Place) => region,
  ZONE: ({ zone }: Place) => zone,
  UNKNOWN: undefined,
}

const lookAt = ({
  attribute_name,
  pseudoattribute_type,
}: AttributeConstraintSelector): ((p: Place) => Value) | undefined =>
  attribute_name !== undefined
    ? ({ attributes = [] }) => attributes.find(({ name }) => name === attribute_name)
    : pseudo[pseudoattribute_type ?? 'UNKNOWN']
