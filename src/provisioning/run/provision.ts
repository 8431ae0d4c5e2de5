import { playsOf } from '../../roles/plays.ts'
import { zooKeeperUnit } from '../../roles/zookeeper.ts'
import type { ApplyContext } from '../apply/context.ts'
import { isEmpty, type Plan } from '../model/plan.ts'
import type { ApplyOptions } from '../phases/apply.ts'
import type { LockOwner } from '../phases/lock.ts'
import { type AbsentHost, makePlan } from '../planner/plan.ts'
import { risksOf } from '../planner/risks.ts'
import { type HostReport, refuseErrors, refuseLocked, reportsOf } from './judge.ts'
import { beginRun, notedHost } from './note-run.ts'
import { type Observed, type ObservedHost, type ObserveOptions, observe } from './observe.ts'
import type { Prepared } from './prepare.ts'

export interface PlannedRun {
  readonly plan: Plan
  /** The selected hosts as looking at them ended. */
  readonly looked: readonly HostReport[]
  readonly observed: Observed
}

/** What would change, by what the hosts are now. Whoever gets it closes the hosts. */
export const planRun = async (prepared: Prepared, options: ObserveOptions): Promise<PlannedRun> => {
  const planOf = (observed: Observed) =>
    makePlan(
      prepared.roles,
      observed.hosts.map(({ planned }) => planned),
      { absent: absentFrom(prepared, observed) },
    )
  const observed = await observe(prepared, options, found => !isEmpty(planOf(found)) || someDied(found))
  const made = planOf(observed)
  const plan = { ...made, risks: risksOf(made, ensemblesOf(prepared)) }
  return { plan, observed, looked: reportsOf(namesOf(prepared), observed.failures, new Map()) }
}

export const ensemblesOf = (prepared: Prepared) => ({
  zookeeper: { unit: zooKeeperUnit, members: playing(prepared, 'zookeeper') },
  leaders: playing(prepared, 'mesos-leader'),
})

const playing = ({ cluster, roles }: Prepared, role: string) =>
  cluster.hosts.filter(host => playsOf(host, cluster, roles).includes(role)).length

const namesOf = ({ selected }: Prepared) => selected.map(({ name }) => name)

/** Hosts of the cluster that were not looked at, and what they play. */
export const absentFrom = ({ cluster, roles }: Prepared, { hosts, failures }: Observed): readonly AbsentHost[] => {
  const present = new Set(hosts.map(({ host }) => host.name))
  return cluster.hosts
    .filter(({ name }) => !present.has(name))
    .map(host => ({
      host: host.name,
      roles: playsOf(host, cluster, roles),
      because: failures.has(host.name) ? 'failed' : 'left-out',
    }))
}

/** Carries the plan out, and notes on each host that changes what `run` does there. Throws, before anything is changed, when another run is at work or the plan names an error. */
export const applyRun = async (
  { plan, observed, looked }: PlannedRun,
  options: ApplyOptions & { readonly run?: LockOwner | undefined },
): Promise<readonly HostReport[]> => {
  refuseLocked(looked)
  refuseErrors(plan, looked)
  const names = looked.map(({ host }) => host)
  if (isEmpty(plan) && !someDied(observed)) return reportsOf(names, observed.failures, new Map())
  const contexts = new Map(observed.hosts.map(host => [host.host.name, contextOf(host)]))
  const notes = options.run === undefined ? undefined : await beginRun(options.run, plan, observed.hosts.map(notedHost))
  // What changes hosts is loaded where something is changed: it is a third of the program.
  const { applyPlan } = await import('../phases/apply.ts')
  const outcomes = await applyPlan(plan, contexts, options)
  await notes?.end(outcomes)
  return reportsOf(names, observed.failures, outcomes)
}

/** Whether a run before this one ended on one of the hosts without a note of it, which this one then makes. */
const someDied = ({ hosts }: Observed): boolean => hosts.some(host => notedHost(host).unfinished !== undefined)

export const contextOf = ({ connection, layout, release }: ObservedHost): ApplyContext => ({
  connection,
  layout,
  blob: sha256 => release.blob(sha256),
})

export const closeRun = async ({ observed }: PlannedRun): Promise<void> => {
  await Promise.all(observed.hosts.map(host => host.close()))
}
