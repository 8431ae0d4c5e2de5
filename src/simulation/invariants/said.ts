import type { CheckpointEffect, Effect } from '../../daemons/follower/effects.ts'
import type { RecoveredAgent } from '../../daemons/follower/recovery/recovered.ts'
import { isTerminal } from '../../mesos/messages/terminal.ts'
import type { InvariantKind } from './invariant.ts'

/** Of one machine: what its agent has written down, and what a leader has heard of that. */
interface Told {
  /** Its own, as it believes, and as a leader has heard it. */
  id?: string
  agentId?: string
  /** By the update's uuid. */
  readonly written: Map<string, Word>
  readonly heard: Map<string, Word>
}

interface Word {
  readonly framework: string
  /** A task's id, or an operation's uuid. */
  readonly about: string
}

/** An agent that starts again, after a crash as after a power cut, has forgotten nothing that others count on. */
export const said: InvariantKind = {
  name: 'said-is-kept',
  says: 'an agent that starts again still knows its id, how tasks ended and what became of operations, if a leader has heard it of it',
  create: ({ agents }, report) => {
    const machines = new Map(agents.map(({ pid }): [string, Told] => [pid, { written: new Map(), heard: new Map() }]))
    const hear = (from: string, uuid: string | undefined) => {
      const told = machines.get(from)
      const word = told?.written.get(uuid ?? '')
      if (told && word) told.heard.set(uuid!, word)
    }
    const forget = ({ written, heard }: Told, uuid: string) => {
      written.delete(uuid)
      heard.delete(uuid)
    }
    return {
      leaderStepped: (_, event) => {
        if (event.kind === 'status-update') hear(event.from, event.update.uuid)
        if (event.kind === 'operation-update') hear(event.from, event.message.status.uuid?.value)
        const told = 'from' in event ? machines.get(event.from) : undefined
        if (told === undefined || event.kind !== 'reregister-agent') return
        // What is late may be of an agent that was told to go.
        const id = event.message.agent.id?.value
        if (id === told.id) told.agentId = id
      },
      agentStepped: ({ name, pid, state }, event, effects) => {
        const told = machines.get(pid)!
        if (event.kind === 'register-due') told.id = state?.info.id?.value
        if (event.kind === 'update-acknowledged') forget(told, event.message.uuid)
        if (event.kind === 'operation-acknowledged') forget(told, event.message.status_uuid?.value ?? '')
        if (event.kind === 'shutdown-framework') {
          for (const [uuid, { framework }] of told.written) {
            if (framework === event.message.framework_id.value) forget(told, uuid)
          }
        }
        if (event.kind === 'recovered') {
          for (const { message, subjects } of forgotten(told, event.agent)) report(`${name} ${message}`, subjects)
          told.written.clear()
          for (const [uuid, word] of told.heard) told.written.set(uuid, word)
        }
        for (const effect of effects) {
          const [uuid, word] = wordIn(effect) ?? []
          if (uuid !== undefined && word !== undefined) told.written.set(uuid, word)
          if (effect.kind !== 'exit' || !effect.forget) continue
          told.id = undefined
          told.agentId = undefined
          told.written.clear()
          told.heard.clear()
        }
      },
    }
  },
}

/** An end that is written down, and its update's uuid. */
const wordIn = (effect: Effect): [string, Word] | undefined => {
  if (!isUpdate(effect) || effect.record.type !== 'UPDATE') return undefined
  if (effect.kind === 'checkpoint-operation') {
    const { update } = effect.record
    const uuid = update?.status.uuid?.value
    return uuid === undefined ? undefined : [uuid, { framework: '', about: effect.uuid }]
  }
  const { update } = effect.record
  if (update?.uuid === undefined || !isTerminal(update.status.state)) return undefined
  return [update.uuid, { framework: effect.run.frameworkId, about: effect.taskId }]
}

type Update = Extract<CheckpointEffect, { kind: 'checkpoint-update' | 'checkpoint-operation' }>

const isUpdate = (effect: Effect): effect is Update =>
  effect.kind === 'checkpoint-update' || effect.kind === 'checkpoint-operation'

const forgotten = (told: Told, agent: RecoveredAgent | undefined) => {
  const found: { readonly message: string; readonly subjects: readonly string[] }[] = []
  const id = agent?.info.id?.value
  if (told.agentId !== undefined && id !== told.agentId) {
    return [{ message: `was ${told.agentId} and starts as ${id}`, subjects: [told.agentId] }]
  }
  const known = new Set(updatesOf(agent))
  for (const [uuid, { about }] of told.heard) {
    if (!known.has(uuid))
      found.push({ message: `has forgotten how ${about} ended, which it has told`, subjects: [about] })
  }
  return found
}

const updatesOf = (agent: RecoveredAgent | undefined): (string | undefined)[] => [
  ...(agent?.operations ?? []).flatMap(({ updates }) => updates.map(({ status }) => status.uuid?.value)),
  ...(agent?.frameworks ?? []).flatMap(({ executors }) =>
    executors.flatMap(({ tasks }) => tasks.flatMap(({ updates }) => updates.map(({ uuid }) => uuid))),
  ),
]
