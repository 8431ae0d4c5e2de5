import { libprocessMessages } from '../../src/mesos/libprocess/messages.ts'
import { encode } from '../../src/mesos/messages/codec/index.ts'
import { Call, type Event } from '../../src/mesos/messages/scheduler.ts'
import { type AgentAction, type AgentEvent, type AgentState, type AgentTimer, stepAgent } from './agent.ts'
import { type FrameworkState, stepFramework, subscribeCall } from './framework.ts'
import { type InProcess, leadInProcess } from './in-process.ts'
import { createDueQueue } from './queue.ts'

/**
 * A cluster under virtual time around a leader whose work takes as long as it really takes: each message waits until the leader is
 * done with those before it. So one process shows how a leader with a processor of its own would do, whatever else the machine does
 * with its peers, which cost no time here.
 */
export interface Timeline {
  readonly leader: InProcess
  /** ms */
  now(): number
  /** ms that the leader has worked. */
  worked(): number
  /** Messages and calls that it took. */
  taken(): number
  agent(agent: AgentState): void
  framework(framework: FrameworkState): { readonly call: (call: Call) => void }
  /** Lets time pass until it is so, at most for so many ms; false: it did not become so. */
  run(until: () => boolean, atMost: number): boolean
}

const WIRE_MS = 0.1
const MASTER = 'master@127.0.0.1:5050'

export const newTimeline = (random: () => number): Timeline => {
  const due = createDueQueue<() => void>()
  const agents = new Map<string, AgentState>()
  const frameworks = new Map<string, (event: Event) => void>()
  let now = 0
  let free = 0 // when the leader is done with what it has
  let leaderNow = 0 // when it began with what it does
  let worked = 0
  let taken = 0

  /** Something that the leader does, when its turn comes. */
  const work = (fn: () => void) => {
    leaderNow = Math.max(now, free)
    const began = performance.now()
    fn()
    const took = performance.now() - began
    worked += took
    free = leaderNow + took
  }
  const clock = {
    now: () => leaderNow,
    after: (ms: number, fn: () => void) => {
      let cancelled = false
      due.add(leaderNow + ms, () => {
        if (!cancelled) work(fn)
      })
      return () => {
        cancelled = true
      }
    },
  }
  const outbox: (() => void)[] = []
  /** Arrives when the leader is done with what made it send this. */
  const depart = (fn: () => void) => void outbox.push(fn)
  const atLeader = (fn: () => void) =>
    due.add(now + WIRE_MS, () => {
      taken += 1
      work(fn)
    })

  const leader = leadInProcess({
    clock,
    later: fn => depart(() => due.add(free, () => work(fn))),
    send: (to, from, name, body) => depart(() => due.add(free + WIRE_MS, () => toAgent(to, from, name, body))),
    onEvent: (streamId, event) => depart(() => due.add(free + WIRE_MS, () => frameworks.get(streamId)?.(event))),
  })

  const toAgent = (to: string, from: string, name: string, body: object) => {
    const agent = agents.get(to)
    if (agent) happen(agent, { kind: 'message', from, name: name.slice('mesos.internal.'.length), body })
  }

  const happen = (agent: AgentState, event: AgentEvent) => {
    for (const action of stepAgent(agent, event, now, random)) act(agent, action)
  }

  const act = (agent: AgentState, action: AgentAction) => {
    if (action.kind === 'timer') return later(agent, action.after, action.timer)
    const name = `mesos.internal.${action.name}`
    const bytes = encode(libprocessMessages.get(name)!, action.body)
    const to = action.to.slice(0, action.to.indexOf('@'))
    atLeader(() => leader.receive(to, agent.pid, name, bytes))
  }

  const later = (agent: AgentState, after: number, timer: AgentTimer) =>
    due.add(now + after, () => happen(agent, { kind: 'due', timer }))

  return {
    leader,
    now: () => now,
    worked: () => worked,
    taken: () => taken,
    agent: agent => {
      agents.set(agent.pid, agent)
      happen(agent, { kind: 'leader', master: MASTER })
    },
    framework: state => {
      let streamId = ''
      const call = (made: Call) => {
        const bytes = Buffer.from(encode(Call, made))
        atLeader(() => {
          const refusal = leader.call(bytes, streamId)
          if (refusal !== undefined) state.complaints.push(refusal)
        })
      }
      const hear = (event: Event) => {
        for (const made of stepFramework(state, event)) call(made)
      }
      const subscription = Buffer.from(encode(Call, subscribeCall(state)))
      atLeader(() => {
        streamId = leader.subscribe(subscription)
        frameworks.set(streamId, hear)
      })
      return { call }
    },
    run: (until, atMost) => {
      const end = now + atMost
      for (;;) {
        if (until()) return true
        if (due.earliest === undefined || due.earliest > end) return false
        now = Math.max(now, due.earliest)
        due.take()!()
        for (const fn of outbox.splice(0)) fn()
      }
    },
  }
}
