import { expect, it } from 'vitest'
import { transition as realTransition } from '../../src/daemons/follower/transitions/table.ts'
import type { Effect } from '../../src/daemons/master/effects.ts'
import type { Event } from '../../src/daemons/master/events.ts'
import type { MasterState } from '../../src/daemons/master/state.ts'
import { step as realStep } from '../../src/daemons/master/transitions/index.ts'
import { type RunExtras, run } from '../../src/simulation/run.ts'

/** Within so many seeds each of these faults of ours must be found. */
const SEEDS = 60

type Mutation = readonly [name: string, caughtAs: RegExp, extras: RunExtras]

const leader = (mutate: (state: MasterState, event: Event, now: number) => Effect[]): RunExtras => ({ step: mutate })
const without = (kind: Effect['kind'], when: (event: Event, effect: any) => boolean) =>
  leader((state, event, now) =>
    realStep(state, event, now).filter(effect => effect.kind !== kind || !when(event, effect)),
  )

const mutations: readonly Mutation[] = [
  [
    'an agent is told that it is admitted before the registry has it',
    /durable-before-said/,
    leader((state, event, now) => {
      const effects = realStep(state, event, now)
      const store = effects.find(effect => effect.kind === 'store')
      if (event.kind !== 'register-agent' || store === undefined) return effects
      return [...realStep(state, store.next, now), ...effects]
    }),
  ],
  [
    'the resources of an ended task are given back twice',
    /allocated-once/,
    leader((state, event, now) => {
      const effects = realStep(state, event, now)
      if (event.kind !== 'status-update' || event.update.latest_state !== 'TASK_FINISHED') return effects
      const agent = state.agents.registered.get(event.update.agent_id?.value ?? '')
      const held = agent && state.allocator.agents.get(agent.id)
      const [client] = held?.allocations.keys() ?? []
      if (held && client) {
        held.allocations.delete(client)
      }
      return effects
    }),
  ],
  [
    'offers of an agent that is away are not taken back',
    /one-identity|allocated-once/,
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
    'an acknowledgement is made up',
    /updates-arrive/,
    leader((state, event, now) => {
      const effects = realStep(state, event, now)
      if (event.kind !== 'status-update' || !event.update.uuid) return effects
      const { agent_id, framework_id, status, uuid } = event.update
      const body = { agent_id, framework_id, task_id: status.task_id, uuid }
      return [...effects, { kind: 'send', to: event.from, name: 'StatusUpdateAcknowledgementMessage', body }]
    }),
  ],
  [
    'terminal updates do not reach the framework',
    /everything-settles/,
    without(
      'stream',
      (event, effect) => event.kind === 'status-update' && effect.event.update?.status.state === 'TASK_FINISHED',
    ),
  ],
  [
    'an agent that comes back is not asked for what it lost',
    /everything-settles/,
    leader((state, event, now) =>
      realStep(state, event, now).map(effect =>
        effect.kind === 'send' && effect.name === 'SlaveReregisteredMessage'
          ? { ...effect, body: { ...effect.body, reconciliations: undefined } }
          : effect,
      ),
    ),
  ],
  [
    'an agent that is gone may come back',
    /one-leader-writes|gone-stays-gone/,
    leader((state, event, now) => {
      if (event.kind === 'reregister-agent') state.agents.gone.delete(event.message.agent.id?.value ?? '')
      return realStep(state, event, now)
    }),
  ],
  [
    'a follower does not send again what nobody acknowledged',
    /everything-settles/,
    {
      transition: (state, event, now) =>
        event.kind === 'retry-update'
          ? []
          : realTransition(state, event, now).filter(
              effect =>
                effect.kind !== 'send' || effect.name !== 'StatusUpdateMessage' || event.kind !== 'reregistered',
            ),
    },
  ],
  [
    'a follower tells every end as a failure',
    /outcomes-are-true/,
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
    'a follower starts a task once more after a restart',
    /machines-hold-it|outcomes/,
    {
      transition: (state, event, now) => {
        const effects = realTransition(state, event, now)
        return event.kind === 'run-task' ? [...effects, ...effects.filter(({ kind }) => kind === 'launch')] : effects
      },
    },
  ],
]

it.each(mutations)('finds that %s', (_, caughtAs, extras) => {
  const found = firstViolation(extras)
  expect(found?.invariant).toMatch(caughtAs)
})

const firstViolation = (extras: RunExtras) => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violation } = run({ seed }, extras)
    if (violation) return violation
  }
  return undefined
}
