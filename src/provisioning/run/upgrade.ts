import { setTimeout as pause } from 'node:timers/promises'
import { MantlError } from '../../errors.ts'
import { hostNames } from '../../inventory/host-names.ts'
import type { Login } from '../../mesos/clients/leader.ts'
import { playsLeader } from '../../roles/mesos/settings.ts'
import { httpAnswer } from '../facts/host/http-answer.ts'
import { ask } from '../model/fact.ts'
import { interrupts, type Plan, type Wave } from '../model/plan.ts'
import { type ApplyOptions, applyPlan } from '../phases/apply.ts'
import { askFrameworkNames, askLeading, callLeading, type LeaderDoor } from '../phases/ask-leader.ts'
import { gather } from '../phases/gather.ts'
import { inParallel } from '../phases/in-parallel.ts'
import type { HostOutcome } from '../phases/outcome.ts'
import { type ClusterView, notBack } from '../planner/cluster-view.ts'
import { leadingHost } from '../planner/leading-host.ts'
import { movingRisks } from '../planner/moving.ts'
import { followerRisk } from '../planner/risks.ts'
import { rollbackPlan } from '../planner/rollback.ts'
import { type BatchSizes, rollingPlan } from '../planner/rolling.ts'
import { beforeRun } from './before-run.ts'
import { type Drained, drainedBefore, noteDrained, takeBack, takeBackLeft } from './drained.ts'
import { type HostReport, refuseErrors, refuseLocked, reportsOf } from './judge.ts'
import { beginRun, notedHost } from './note-run.ts'
import type { ObservedHost, ObserveOptions } from './observe.ts'
import type { Prepared } from './prepare.ts'
import { contextOf, type PlannedRun } from './provision.ts'

export interface UpgradeOptions extends ApplyOptions {
  readonly owner: NonNullable<ObserveOptions['owner']>
  readonly followers: BatchSizes
  /** Move the tasks away before a follower is changed. */
  readonly drain: boolean
  readonly login?: Login | undefined
  /** How long a batch may take to be back, and a drain to end. Milliseconds. */
  readonly patienceMs: number
  readonly said: (line: string) => void
}

/** The planned run in the order in which a live cluster is upgraded; with `drain` its risks say which tasks move. */
export const rollingRun = async (
  planned: PlannedRun,
  { cluster }: Prepared,
  { followers, drain, login }: Pick<UpgradeOptions, 'followers' | 'drain' | 'login'>,
): Promise<PlannedRun> => {
  const answers = await Promise.all(planned.observed.hosts.filter(({ host }) => playsLeader(host)).map(askWhoLeads))
  const plan = rollingPlan(planned.plan, { last: leadingHost(cluster, answers), followers })
  return { ...planned, plan: drain ? await withMoving(plan, planned.observed.hosts, login) : plan }
}

const withMoving = async (plan: Plan, hosts: readonly ObservedHost[], login: Login | undefined): Promise<Plan> => {
  const doors = doorsOf(hosts, login)
  const [view, names] = await Promise.all([askLeading(doors), askFrameworkNames(doors)])
  if (view === undefined) return plan
  const addresses = new Map(hosts.map(({ host }) => [host.name, host.address]))
  const others = plan.risks?.filter(risk => !followerRisk(plan).includes(risk)) ?? []
  return { ...plan, risks: [...others, ...movingRisks(plan, view, host => addresses.get(host) ?? host, names)] }
}

const askWhoLeads = async ({ host, connection }: ObservedHost) => {
  const question = { port: host.vars.mesos_leader_port, path: '/redirect' }
  return (await gather(connection, [ask(httpAnswer, question)])).get(httpAnswer, question)
}

/**
 * Carries a rolling plan out. After each wave that interrupts something it waits until all agents are back with their tasks; where they are
 * not, the wave's hosts return to what they were and no further one is touched. Throws `upgrade.unwell` when the cluster was not well before.
 */
export const applyUpgrade = async (planned: PlannedRun, options: UpgradeOptions): Promise<readonly HostReport[]> => {
  const { plan, observed, looked } = planned
  refuseLocked(looked)
  refuseErrors(plan)
  const hosts = new Map(observed.hosts.map(host => [host.host.name, host]))
  const doors = doorsOf(observed.hosts, options.login)
  const drained = await drainedBefore(hosts)
  await takeBackLeft({ doors, hosts, drained, said: options.said })
  const before = await askLeading(doors)
  if (before === undefined && doors.length > 0)
    throw new MantlError('upgrade.unwell', 'no leader leads, so nobody could tell whether an upgrade loses a task', {
      hint: 'mantl doctor finds out why; mantl provision changes the hosts all the same',
    })
  const notes = await beginRun(options.owner, plan, observed.hosts.map(notedHost))
  const watch: Watch = { doors, before, hosts, drained, options, run: notes.run, said: options.said }
  const contexts = new Map(observed.hosts.map(host => [host.host.name, contextOf(host)]))
  const outcomes = await applyPlan(plan, contexts, {
    ...options,
    beforeWave: wave => drainWave(wave, watch),
    // a leader that refuses a call, or is gone, ends the upgrade and not the program
    afterWave: (wave, ended) => settleWave(wave, ended, watch).catch((error: Error) => error.message),
  })
  await takeBackLeft(watch)
  await notes.end(outcomes)
  return reportsOf(
    looked.map(({ host }) => host),
    observed.failures,
    outcomes,
  )
}

interface Watch {
  readonly doors: readonly LeaderDoor[]
  readonly before: ClusterView | undefined
  readonly hosts: ReadonlyMap<string, ObservedHost>
  readonly drained: Drained
  readonly options: UpgradeOptions
  readonly run: string
  readonly said: (line: string) => void
}

const doorsOf = (hosts: readonly ObservedHost[], login: Login | undefined): readonly LeaderDoor[] =>
  hosts
    .filter(({ host }) => playsLeader(host))
    .map(({ host, connection }) => ({ connection, port: host.vars.mesos_leader_port, login }))

const interrupted = (wave: Wave): readonly string[] =>
  wave.hosts.filter(({ steps }) => steps.some(interrupts)).map(({ host }) => host)

/** Where an agent of these hosts says that it is: the address that we told it. */
const addressesOf = (names: readonly string[], { hosts }: Watch): ReadonlySet<string> =>
  new Set(names.map(name => hosts.get(name)!.host.address))

/** But for those that somebody else drains: they are not ours to take back. */
const agentsOf = (names: readonly string[], watch: Watch): readonly string[] => {
  const addresses = addressesOf(names, watch)
  return (watch.before?.agents ?? [])
    .filter(({ hostname, draining }) => addresses.has(hostname) && draining === undefined)
    .map(({ id }) => id)
}

const drainWave = async (wave: Wave, watch: Watch): Promise<void> => {
  const { doors, options } = watch
  const names = interrupted(wave)
  if (!options.drain || wave.role !== 'mesos-follower' || names.length === 0) return
  const agents = agentsOf(names, watch)
  options.said(`draining ${names.join(', ')}`)
  for (const name of names) {
    watch.drained.set(name, agentsOf([name], watch))
    await noteDrained(watch.hosts.get(name)!, watch.drained.get(name)!)
  }
  for (const value of agents) await callLeading(doors, { type: 'DRAIN_AGENT', drain_agent: { agent_id: { value } } })
  const wanted = new Set(agents)
  let left: readonly string[] = []
  const drained = (view: ClusterView) => {
    left = view.tasks.filter(({ agent }) => wanted.has(agent)).map(({ id }) => id)
    return view.agents.filter(({ id }) => wanted.has(id)).every(({ draining }) => draining === 'DRAINED')
  }
  if (!(await eventually(watch, drained)))
    throw new MantlError('upgrade.drain', undrained(names, left, options.patienceMs))
}

/** Tasks that have ended are there until their frameworks acknowledge that. */
const undrained = (names: readonly string[], tasks: readonly string[], patienceMs: number): string => {
  const some = `${tasks.slice(0, 3).join(', ')}${tasks.length > 3 ? ` and ${tasks.length - 3} more` : ''}`
  const still = tasks.length === 0 ? '' : `, ${some} ${tasks.length === 1 ? 'is' : 'are'} still there`
  return `${hostNames(names)} did not drain within ${Math.round(patienceMs / 1000)} s${still}`
}

/** Why no further wave may follow; undefined when all is well. */
const settleWave = async (
  wave: Wave,
  outcomes: Map<string, HostOutcome>,
  watch: Watch,
): Promise<string | undefined> => {
  const { options, before } = watch
  const names = interrupted(wave)
  if (names.length === 0 || before === undefined || options.signal?.aborted) return undefined
  const failed = names.filter(name => outcomes.get(name)?.result !== 'done')
  if (failed.length === 0) await reactivate(wave, names, watch)
  const missing =
    failed.length > 0 ? failed.map(name => `${name} failed`) : await missingAfter(wave, names, before, watch)
  if (missing.length === 0) return undefined
  const why = missing.slice(0, 3).join(', ')
  options.said(`${names.join(', ')}: ${why}; going back`)
  const stuck = await undo(wave, outcomes, why, watch)
  if (failed.length > 0) await reactivate(wave, names, watch)
  return stuck.length === 0
    ? `${names.join(', ')} went back to what was before: ${why}`
    : `${stuck.join(', ')} could not go back to what was before: ${why}`
}

/** What is not back when patience ends; nothing when all is, at once or in time. */
const missingAfter = async (
  wave: Wave,
  names: readonly string[],
  before: ClusterView,
  watch: Watch,
): Promise<readonly string[]> => {
  // a leader that restarts touches every agent
  const addresses =
    wave.role === 'mesos-follower' ? addressesOf(names, watch) : new Set(before.agents.map(({ hostname }) => hostname))
  let missing: readonly string[] = ['no leader leads']
  await eventually(watch, view => {
    missing = notBack(before, view, addresses)
    return missing.length === 0
  })
  return missing
}

/** Before anything is awaited: an agent that was drained is not active until it is taken back. */
const reactivate = async (wave: Wave, names: readonly string[], watch: Watch): Promise<void> => {
  if (watch.options.drain && wave.role === 'mesos-follower') await takeBack(names, watch)
}

const eventually = async ({ doors, options }: Watch, is: (view: ClusterView) => boolean): Promise<boolean> => {
  for (const until = Date.now() + options.patienceMs; ; ) {
    const view = await askLeading(doors)
    if (view !== undefined && is(view)) return true
    if (Date.now() > until || options.signal?.aborted) return false
    await pause(500)
  }
}

/** The wave's hosts return to what they were before this run, in its own pace. Those that could not. */
const undo = async (
  wave: Wave,
  outcomes: Map<string, HostOutcome>,
  why: string,
  watch: Watch,
): Promise<readonly string[]> => {
  const stuck: string[] = []
  await inParallel(interrupted(wave), wave.serial ?? watch.options.forks, async name => {
    const how = await goBack(watch.hosts.get(name)!, watch).then(
      () => 'it is back to what it was',
      (error: Error) => {
        stuck.push(name)
        return `it could not go back: ${error.message}`
      },
    )
    const earlier = outcomes.get(name)!
    const { host, applied, planned } = earlier
    const change = earlier.result === 'failed' ? earlier.change : lastChange(name, watch)
    const error = new MantlError('upgrade.undone', `${name}: ${why}; ${how}`)
    outcomes.set(name, { host, applied, planned, result: 'failed', error, change })
  })
  return stuck
}

/** Throws what keeps the host from being what it was. */
const goBack = async (host: ObservedHost, { run, options }: Watch): Promise<void> => {
  const rolled = await beforeRun(host, run)
  const plan = rollbackPlan(rolled)
  const [problem] = plan.errors
  if (rolled.length === 0 || problem !== undefined)
    throw new MantlError('upgrade.undone', problem?.message ?? 'what it was is not kept there')
  const outcomes = await applyPlan(plan, new Map([[host.host.name, contextOf(host)]]), { forks: options.forks })
  const failed = [...outcomes.values()].find(({ result }) => result !== 'done')
  if (failed?.result === 'failed') throw failed.error
}

const lastChange = (name: string, { hosts }: Watch) => ({
  kind: 'await' as const,
  what: 'the cluster is as before',
  command: { argv: ['true'] },
  timeoutMs: 0,
  why: `${hosts.get(name)!.host.name} was changed`,
})
