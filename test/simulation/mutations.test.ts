import { describe, expect, it, vi } from 'vitest'
import type { FileStep } from '../../src/daemons/follower/disk/step.ts'
import type { Effect as FollowerEffect } from '../../src/daemons/follower/effects.ts'
import { transition as realTransition } from '../../src/daemons/follower/transitions/table.ts'
import { activateAgent } from '../../src/daemons/master/allocator/allocator.ts'
import type { Effect } from '../../src/daemons/master/effects.ts'
import type { Event } from '../../src/daemons/master/events.ts'
import type { MasterState } from '../../src/daemons/master/state.ts'
import { step as realStep } from '../../src/daemons/master/transitions/index.ts'
import { invariants } from '../../src/simulation/invariants/table.ts'
import { type RunExtras, run } from '../../src/simulation/run.ts'

// Many whole clusters on a machine that may be busy.
vi.setConfig({ testTimeout: 900_000 })

/** Transitions that are broken on purpose: the one invariant that is about them finds each within so many seeds. */
const SEEDS = 80

type Mutation = readonly [invariant: string, what: string, mutant: RunExtras]
type Step = (state: MasterState, event: Event, now: number) => Effect[]

const leader = (step: Step): RunExtras => ({ step })
/** What the leader wants done, some of it changed or (undefined) left out. */
const altered = (alter: (effect: any, event: Event) => Effect | undefined) =>
  leader((state, event, now) => realStep(state, event, now).flatMap(effect => alter(effect, event) ?? []))

const mutations: readonly Mutation[] = [
  [
    'allocated-once',
    'the resources of an ended task are given back twice',
    leader((state, event, now) => {
      const effects = realStep(state, event, now)
      const ended = event.kind === 'status-update' && event.update.latest_state === 'TASK_FINISHED'
      if (ended) state.allocator.agents.get(event.update.agent_id!.value)?.allocations.clear()
      return effects
    }),
  ],
  [
    'one-identity',
    'offers of an agent that is away are not taken back',
    leader((state, event, now) => {
      if (event.kind !== 'link-exited') return realStep(state, event, now)
      const agent = state.agents.registered.get(state.agents.byPid.get(event.pid) ?? '')
      const kept = [...(agent?.offers ?? [])].map(id => [id, state.offers.get(id)!] as const)
      const effects = realStep(state, event, now)
      for (const [id, offer] of kept) {
        state.offers.set(id, offer)
        agent!.offers.add(id)
      }
      return effects
    }),
  ],
  [
    'one-identity',
    'an agent is offered before it has said which operations it knows',
    leader((state, event, now) => {
      const effects = realStep(state, event, now)
      for (const { id, heldBack } of state.agents.registered.values()) if (heldBack) activateAgent(state.allocator, id)
      return effects
    }),
  ],
  [
    'one-scheduler',
    'a framework that comes from another pid is known at the old one, too',
    leader((state, event, now) => {
      const before = [...state.schedulerPids]
      const effects = realStep(state, event, now)
      for (const [pid, id] of before) if (state.frameworks.has(id)) state.schedulerPids.set(pid, id)
      return effects
    }),
  ],
  [
    'one-leader-writes',
    'what an agent was is left in the registry beside what it is',
    altered(effect =>
      effect.kind === 'store'
        ? { ...effect, changes: effect.changes.filter(({ kind }: any) => kind === 'put') }
        : effect,
    ),
  ],
  [
    'durable-before-said',
    'an agent is told that it is admitted before the registry has it',
    leader((state, event, now) => {
      const effects = realStep(state, event, now)
      const store = effects.find(effect => effect.kind === 'store')
      return event.kind === 'register-agent' && store ? [...realStep(state, store.next, now), ...effects] : effects
    }),
  ],
  [
    'gone-stays-gone',
    'an agent that is marked gone stays registered',
    leader((state, event, now) => {
      const agent = event.kind === 'agent-gone' ? state.agents.registered.get(event.agentId) : undefined
      const effects = realStep(state, event, now)
      if (agent) state.agents.registered.set(agent.id, agent)
      return effects
    }),
  ],
  [
    'drained-is-empty',
    'a drain is said to be done when it begins',
    altered((effect, event) => {
      if (event.kind !== 'drain-agent' || effect.kind !== 'store') return effect
      const changes = structuredClone(effect.changes)
      for (const { record } of changes) if (record?.value.drain_info) record.value.drain_info.state = 'DRAINED'
      return { ...effect, changes }
    }),
  ],
  [
    'machines-hold-it',
    'a follower starts a task twice',
    {
      transition: (state, event, now) => {
        const effects = realTransition(state, event, now)
        return event.kind === 'run-task' ? [...effects, ...effects.filter(({ kind }) => kind === 'launch')] : effects
      },
    },
  ],
  [
    'updates-arrive',
    'an update is acknowledged in the framework’s place',
    leader((state, event, now) => {
      const effects = realStep(state, event, now)
      if (event.kind !== 'status-update' || !event.update.uuid) return effects
      const { agent_id, framework_id, status, uuid } = event.update
      const body = { agent_id, framework_id, task_id: status.task_id, uuid }
      return [...effects, { kind: 'send', to: event.from, name: 'StatusUpdateAcknowledgementMessage', body }]
    }),
  ],
  [
    'outcomes-are-true',
    'a follower forgets how its containers ended',
    {
      transition: (state, event, now) =>
        realTransition(
          state,
          event.kind === 'container-destroyed' ? { kind: event.kind, containerId: event.containerId } : event,
          now,
        ),
    },
  ],
  [
    'quota-limits',
    'the allocator does not hear of quota',
    leader((state, event, now) => {
      const effects = realStep(state, event, now)
      state.allocator.quotas.clear()
      return effects
    }),
  ],
  [
    'said-is-kept',
    'nothing that a follower writes is synced',
    {
      steps: steps =>
        steps.flatMap((step): FileStep[] => {
          if (step.do === 'sync' || step.do === 'sync-folder') return []
          return [step.do === 'append' || step.do === 'replace' ? { ...step, sync: false } : step]
        }),
    },
  ],
  [
    'reserved-for-its-role',
    'an offer is made to another role than the allocator meant',
    altered(effect => {
      const offers = effect.kind === 'stream' ? effect.event.offers?.offers : undefined
      for (const offer of offers ?? []) offer.allocation_info = { role: 'others' }
      return effect
    }),
  ],
  [
    'volumes-survive',
    'a follower that is started again forgets what is reserved',
    {
      transition: (state, event, now) =>
        realTransition(
          state,
          event.kind === 'recovered'
            ? { ...event, resources: [], ...(event.agent && { agent: { ...event.agent, resources: [] } }) }
            : event,
          now,
        ),
    },
  ],
  [
    'volumes-survive',
    'a follower makes its volumes anew when something else is reserved',
    {
      transition: (state, event, now) => {
        const effects = realTransition(state, event, now)
        const nothing = { resources: [], operations: [] }
        return effects.flatMap((effect): FollowerEffect[] =>
          effect.kind === 'checkpoint-resources' ? [{ kind: effect.kind, ...nothing }, effect] : [effect],
        )
      },
    },
  ],
  [
    'views-converge',
    'a follower says that it has done what it has not',
    {
      transition: (state, event, now) => {
        const before = state.checkpointedResources
        const effects = realTransition(state, event, now)
        if (event.kind === 'apply-operation' && event.message.operation_info.type === 'UNRESERVE')
          state.checkpointedResources = before
        return effects
      },
    },
  ],
  [
    'everything-settles',
    'that a task has finished does not reach its framework',
    altered((effect, event) =>
      event.kind === 'status-update' &&
      effect.kind === 'stream' &&
      effect.event.update?.status.state === 'TASK_FINISHED'
        ? undefined
        : effect,
    ),
  ],
  [
    'everything-settles',
    'an agent that comes back is not asked for what it has lost',
    altered(effect =>
      effect.kind === 'send' && effect.name === 'SlaveReregisteredMessage'
        ? { ...effect, body: { ...effect.body, reconciliations: undefined } }
        : effect,
    ),
  ],
  [
    'everything-settles',
    'a follower does not repeat what nobody acknowledged',
    {
      transition: (state, event, now) =>
        event.kind === 'retry-update'
          ? []
          : realTransition(state, event, now).filter(
              effect =>
                event.kind !== 'reregistered' || effect.kind !== 'send' || effect.name !== 'StatusUpdateMessage',
            ),
    },
  ],
  [
    'transitions-never-throw',
    'a transition throws',
    leader((state, event, now) => {
      if (event.kind === 'agent-unreachable') throw new Error('on purpose')
      return realStep(state, event, now)
    }),
  ],
]

describe('a broken transition is found', () => {
  it.each(mutations)('%s: %s', (invariant, _, mutant) => {
    const only = invariants.filter(({ name }) => name === invariant)
    const found = (seed: number) => run({ seed }, { ...mutant, invariants: only }).violation?.invariant
    const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1)
    expect(found(seeds.find(seed => found(seed) !== undefined) ?? 1)).toBe(invariant)
  })

  it('and there is one for each invariant', () => {
    const tried = new Set(mutations.map(([invariant]) => invariant))
    expect(invariants.map(({ name }) => name).filter(name => !tried.has(name))).toEqual([])
  })
})
