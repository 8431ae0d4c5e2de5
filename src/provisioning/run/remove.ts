import { setTimeout as pause } from 'node:timers/promises'
import { MantlError } from '../../errors.ts'
import type { Login } from '../../mesos/clients/leader.ts'
import { playsFollower, playsLeader } from '../../roles/mesos/settings.ts'
import type { Plan } from '../model/plan.ts'
import type { ApplyOptions } from '../phases/apply.ts'
import { askLeading, callLeading, type LeaderDoor } from '../phases/ask-leader.ts'
import type { LockOwner } from '../phases/lock.ts'
import { type LeavingAgent, leavingAgentsIn, strayAgentsIn } from '../planner/leaving-agents.ts'
import { type DestroyRun, planDestroy } from './destroy.ts'
import { type HostReport, judge, refuseErrors, refuseLocked } from './judge.ts'
import type { ObserveOptions } from './observe.ts'
import type { Prepared } from './prepare.ts'
import { applyRun, closeRun, type PlannedRun, planRun } from './provision.ts'

export interface RemovalRun {
  /** What is removed from the hosts that leave, and what the others have to learn. */
  readonly plan: Plan
  readonly agents: readonly LeavingAgent[]
  /** Ids of given up agents that may be theirs: nobody knows where they were. */
  readonly strays: readonly string[]
  /** Hosts that leave and should have an agent. */
  readonly followers: readonly string[]
  apply(options: RemovalOptions): Promise<readonly HostReport[]>
  readonly staying: DestroyRun['staying']
  close(): Promise<void>
}

export interface RemovalOptions extends ApplyOptions {
  readonly run: LockOwner
  /** How long tasks may take to end. Milliseconds. */
  readonly patienceMs: number
  readonly said: (line: string) => void
}

export interface RemovalRequest {
  /** Selected: the hosts that leave. */
  readonly leaving: Prepared
  /** The cluster without them; undefined: nobody stays. */
  readonly staying: Prepared
  /** They can't be reached any more: nothing is removed there, and their agents are given up at once. */
  readonly lost: boolean
  /** Ids of agents that are theirs, where the leader does not tell. */
  readonly agents?: readonly string[]
  readonly login?: Login | undefined
}

/**
 * What taking hosts out of a cluster takes: their agents are drained, all of ours is removed from them, the leader gives the agents up, and the
 * others learn that they are gone. Each of it is left out where it is done already, so that a run which died is finished by the next. Throws what a
 * leader that cannot be asked throws, `hosts.unreachable` unless they are lost.
 */
export const planRemoval = async (
  { leaving, staying, lost, agents: named = [], login }: RemovalRequest,
  options: ObserveOptions,
): Promise<RemovalRun> => {
  const rest = await planRun(staying, options)
  const destroyed = lost ? undefined : await planDestroy(leaving, options).catch(closing(rest))
  const close = async () => {
    await Promise.all([closeRun(rest), destroyed?.close()])
  }
  try {
    if (destroyed !== undefined) judge(destroyed.looked)
    refuseLocked(rest.looked)
    refuseErrors(rest.plan)
    const doors = doorsOf(rest, destroyed, login)
    const { agents, strays } = await leavingAgents(leaving, doors, named)
    const plan = { ...rest.plan, waves: [...(destroyed?.plan.waves ?? []), ...rest.plan.waves] }
    const apply = (applyOptions: RemovalOptions) => carryOut({ rest, destroyed, doors, agents }, applyOptions)
    const followers = leaving.selected.filter(playsFollower).map(({ name }) => name)
    const staying = async () => destroyed?.staying() ?? []
    return { plan, agents, strays, followers, apply, staying, close }
  } catch (error) {
    await close()
    throw error
  }
}

const closing =
  (rest: PlannedRun) =>
  async (error: unknown): Promise<never> => {
    await closeRun(rest)
    throw error
  }

const doorsOf = (rest: PlannedRun, destroyed: DestroyRun | undefined, login: Login | undefined): LeaderDoor[] =>
  [...rest.observed.hosts, ...(destroyed?.hosts ?? [])]
    .filter(({ host }) => playsLeader(host))
    .map(({ host, connection }) => ({ connection, port: host.vars.mesos_leader_port, login }))

/** Those that the leader has given up for good already are none. */
const leavingAgents = async (
  { selected }: Prepared,
  doors: readonly LeaderDoor[],
  named: readonly string[],
): Promise<Pick<RemovalRun, 'agents' | 'strays'>> => {
  const addresses = new Set(selected.filter(playsFollower).map(({ address }) => address))
  if (addresses.size === 0) return { agents: [], strays: [] }
  const view = await askLeading(doors)
  if (view === undefined)
    throw new MantlError('remove.no_leader', 'no leader leads, so nobody could drain the agents or forget them', {
      hint: 'mantl doctor finds out why; mantl destroy --limit removes what is on the hosts all the same',
    })
  const names = new Map(selected.map(({ address, name }) => [address, name]))
  const agents = leavingAgentsIn(view, addresses, named).map(agent => {
    const called = names.get(agent.hostname)
    return called === undefined ? agent : { ...agent, called }
  })
  return { agents, strays: strayAgentsIn(view) }
}

interface Parts {
  readonly rest: PlannedRun
  readonly destroyed: DestroyRun | undefined
  readonly doors: readonly LeaderDoor[]
  readonly agents: readonly LeavingAgent[]
}

const carryOut = async (
  { rest, destroyed, doors, agents }: Parts,
  options: RemovalOptions,
): Promise<readonly HostReport[]> => {
  if (destroyed !== undefined) await drain(agents, doors, options)
  const removed = destroyed === undefined ? [] : await destroyed.apply(options)
  if (removed.some(({ result }) => result !== 'done')) return removed
  for (const { id: value, hostname, called } of agents) {
    await giveUp(value, doors)
    options.said(hostname === '' ? `the agent ${value} is gone` : `${called ?? hostname}: its agent is gone`)
  }
  return [...removed, ...(await applyRun(rest, options))]
}

/** Where the leading one left, another is elected meanwhile. */
const giveUp = async (value: string, doors: readonly LeaderDoor[]): Promise<void> => {
  for (const until = Date.now() + electionMs; ; await pause(500)) {
    try {
      return await callLeading(doors, { type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id: { value } } })
    } catch (error) {
      if (!(error instanceof MantlError) || error.code !== 'upgrade.call' || Date.now() > until) throw error
    }
  }
}

const electionMs = 60_000

/** Throws `remove.drain` when tasks were still there after all patience, and `run.interrupted`; the drain goes on then. */
const drain = async (
  agents: readonly LeavingAgent[],
  doors: readonly LeaderDoor[],
  { patienceMs, said, signal }: RemovalOptions,
): Promise<void> => {
  const wanted = new Map(
    agents
      .filter(({ draining, away }) => draining !== 'DRAINED' && away !== 'unreachable')
      .map(agent => [agent.id, agent]),
  )
  for (const { id: value, hostname, called, tasks, draining } of wanted.values()) {
    said(`${called ?? hostname}: draining${tasks === 0 ? '' : `, ${tasks} ${tasks === 1 ? 'task ends' : 'tasks end'}`}`)
    if (draining === undefined) await callLeading(doors, { type: 'DRAIN_AGENT', drain_agent: { agent_id: { value } } })
  }
  for (const until = Date.now() + patienceMs; wanted.size > 0; await pause(500)) {
    const view = await askLeading(doors)
    const undrained = (id: string) =>
      view === undefined ||
      view.agents.some(agent => agent.id === id && agent.draining !== 'DRAINED') ||
      view.away?.some(agent => agent.id === id && agent.stands === 'recovered')
    const left = [...wanted.keys()].filter(undrained)
    if (left.length === 0) return
    const names = left.map(id => wanted.get(id)!.called ?? wanted.get(id)!.hostname).join(', ')
    if (signal?.aborted) throw new MantlError('run.interrupted', `interrupted; the drain of ${names} goes on`)
    if (Date.now() > until)
      throw new MantlError('remove.drain', `${names}: tasks are still there, and the drain goes on`, {
        hint: '`mantl agents list` shows what it waits for; run the same again, or `mantl agents drain AGENT --cancel`',
      })
  }
}
