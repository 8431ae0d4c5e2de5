import { MantlError } from '../../errors.ts'
import { makePlan } from '../planner/plan.ts'
import { risksOf } from '../planner/risks.ts'
import { basisOf, changedChange, changedFacts, sealedChanges } from '../saved/basis.ts'
import type { SavedPlan } from '../saved/saved-plan.ts'
import { createSealer } from '../saved/seal.ts'
import { reportsOf } from './judge.ts'
import { type ObservedHost, type ObserveOptions, observe, requestsOf } from './observe.ts'
import type { Prepared } from './prepare.ts'
import { absentFrom, ensemblesOf, type PlannedRun } from './provision.ts'

/**
 * The saved plan on the hosts that are still as it found them. The others fail with `plan.stale`, which names what has changed. As
 * the plan is made again from the same inventory, its secrets need not lie in the file.
 */
export const planSavedRun = async (
  prepared: Prepared,
  saved: SavedPlan,
  options: ObserveOptions,
): Promise<PlannedRun> => {
  const planned = { ...prepared, selected: selectedBy(prepared, saved) }
  const observed = await observe(planned, options)
  const stale = staleHosts(planned, saved, observed.hosts)
  const failures = new Map([...observed.failures, ...stale])
  const fresh = observed.hosts.filter(({ host }) => !stale.has(host.name))
  const made = makePlan(
    prepared.roles,
    fresh.map(host => host.planned),
    { absent: absentFrom(planned, { hosts: fresh, failures }) },
  )
  const plan = { ...made, risks: risksOf(made, ensemblesOf(prepared)) }
  const names = planned.selected.map(({ name }) => name)
  return { plan, observed: { hosts: observed.hosts, failures }, looked: reportsOf(names, failures, new Map()) }
}

const selectedBy = ({ cluster }: Prepared, saved: SavedPlan): Prepared['selected'] => {
  const missing = Object.keys(saved.hosts).find(name => !cluster.hosts.some(host => host.name === name))
  if (missing !== undefined)
    throw new MantlError('plan.stale', `${missing} is no host of ${saved.inventory} any more`, { hint: planAgain })
  return cluster.hosts.filter(({ name }) => saved.hosts[name] !== undefined)
}

/** Made of all hosts that answer, as the saved one was: what one host is to be may depend on the others. */
const staleHosts = (prepared: Prepared, saved: SavedPlan, hosts: readonly ObservedHost[]): Map<string, MantlError> => {
  const seal = createSealer(saved.salt)
  const plan = makePlan(
    prepared.roles,
    hosts.map(({ planned }) => planned),
    { absent: absentFrom(prepared, { hosts, failures: new Map() }) },
  )
  const reasons = hosts.flatMap(({ planned }): [string, MantlError][] => {
    const then = saved.hosts[planned.host]!
    const facts = changedFacts(then.facts, basisOf(requestsOf(planned), planned.facts, seal))
    if (facts.length > 0) return [[planned.host, stale(planned.host, facts)]]
    const change = changedChange(then.changes, sealedChanges(plan, planned.host, seal))
    return change === undefined ? [] : [[planned.host, otherwise(planned.host, change, saved)]]
  })
  return new Map(reasons)
}

const stale = (host: string, facts: readonly string[]) =>
  new MantlError('plan.stale', `${host}: since the plan was made, this has changed: ${firstOf(facts).join(', ')}`, {
    hint: planAgain,
  })

const firstOf = (facts: readonly string[]): readonly string[] =>
  facts.length <= 5 ? facts : [...facts.slice(0, 5), `and ${facts.length - 5} more`]

const otherwise = (host: string, change: string, { inventory, extraVariables }: SavedPlan) =>
  new MantlError(
    'plan.stale',
    `${host}: the host is as it was, but ${inventory}, its variables or mantl itself would now plan otherwise: ${change}`,
    { hint: extraVariables.length === 0 ? planAgain : `the plan was made with -e ${extraVariables.join(' -e ')}` },
  )

const planAgain = 'make a new plan: mantl plan INVENTORY --out FILE'
