import { describe, expect, it } from 'vitest'
import type { Effect } from '../../../src/daemons/follower/effects.ts'
import type { Event } from '../../../src/daemons/follower/events.ts'
import { eventOf } from '../../../src/daemons/follower/messages.ts'
import { findTask } from '../../../src/daemons/follower/tasks.ts'
import { libprocessMessages } from '../../../src/mesos/libprocess/messages.ts'
import { decode, encode } from '../../../src/mesos/messages/codec/index.ts'
import { capturedMessages, capturesPresent } from '../../mesos/captures.ts'
import { shapeDifferences } from '../master/http/shape.ts'
import { newState, play } from './new-state.ts'

const PREFIX = 'mesos.internal.'

interface Said {
  readonly scenario: string
  readonly from: string
  readonly to: string
  readonly name: string
  readonly body: any
}

const all = (): Said[] =>
  capturedMessages().map(({ scenario, message, line, headers, body }) => ({
    scenario,
    name: message.replace(PREFIX, ''),
    to: line.split(/[ /]/)[2]!,
    from: headers.find(header => header.startsWith('Libprocess-From'))!.split(': ')[1]!,
    body: decode<any>(libprocessMessages.get(message) as any, Buffer.from(body ?? '', 'base64')),
  }))

const agentId = 'adf8319d-9eff-4f15-816a-d470403d1356-S0'
const master = 'master@127.0.0.1:26050'
const ofFramework = (n: string) => all().filter(({ body }) => JSON.stringify(body).includes(`d470403d1356-${n}`))

/** A follower that the captured leader has admitted, and all that it says. */
const admitted = () => {
  const script = play(newState({ ip: '127.0.0.1', port: 26051, executorReregistrationRetryInterval: 100 }))
  const heard: { name: string; to: string; body: any }[] = []
  const happen = (event: Event): readonly Effect[] => {
    const effects = script.event(event)
    for (const effect of effects) if (effect.kind === 'send') heard.push(effect as (typeof heard)[number])
    return effects
  }
  happen({ kind: 'recovered' })
  happen({ kind: 'master-detected', master: { id: 'M', ip: 0, port: 26050, pid: master } })
  happen({ kind: 'registered', from: master, message: { agent_id: { value: agentId } } })
  /** Launches name the version of resources that the captured agent had told; ours is another by chance. */
  const hear = ({ name, from, body }: Said) => {
    const versions: any[] = body.resource_version_uuids ?? []
    const own = versions.find(version => version.resource_provider_id === undefined)
    if (own !== undefined) script.state.resourceVersion = own.uuid.value
    return happen(eventOf(PREFIX + name, from, body)!)
  }
  const updates = () => heard.filter(({ name }) => name === 'StatusUpdateMessage').map(({ body }) => body)
  return { ...script, happen, hear, heard, updates }
}

const brief = ({ update: { status } }: any) => `${status.task_id.value} ${status.state}`
const toMaster = (said: readonly Said[], name: string) =>
  said.filter(one => one.to === 'master' && one.name === name && one.from.startsWith('slave')).map(({ body }) => body)

describe.skipIf(!capturesPresent)('beside a real Mesos (skipped where ../shared/captures is not there)', () => {
  it('every message that anybody sent to an agent is one of our events', () => {
    const toAgents = all().filter(({ to }) => to === 'slave(1)')
    expect(toAgents.filter(({ name, from, body }) => eventOf(PREFIX + name, from, body) === undefined)).toEqual([])
    expect(new Set(toAgents.map(({ name }) => name))).toContain('ReregisterExecutorMessage')
    expect(toAgents.length).toBeGreaterThan(90)
  })

  it('an executor of the old style: registered, told and heard as it was', () => {
    const said = ofFramework('0002')
    const launches = said.filter(({ name, to }) => name === 'RunTaskMessage' && to === 'slave(1)')
    const script = admitted()
    script.state.draining = { config: {}, since: 0 }
    for (const launch of launches.slice(0, 3)) script.hear(launch)
    script.state.draining = undefined
    const executor = said.find(({ name }) => name === 'RegisterExecutorMessage')!.from
    let containerId = ''
    for (const one of said.slice(said.indexOf(launches[2]!) + 1)) {
      if (one.to !== 'slave(1)') continue
      const launched = script.hear(one).find(effect => effect.kind === 'launch')
      if (launched === undefined) continue
      containerId = launched.order.containerId
      script.happen({ kind: 'container-started', containerId, pid: 7, startTime: 70 })
    }
    script.happen({ kind: 'container-destroyed', containerId, record: { status: 0, exitCode: 0 } })

    const theirs = toMaster(said, 'StatusUpdateMessage')
    const ours = script.updates()
    expect(ours.map(brief).sort()).toEqual(theirs.map(brief).sort())
    for (const body of theirs) {
      const mine = ours.find(other => brief(other) === brief(body))
      // Of a task that never began Mesos leaves the latest state out; ours is the same one as the status tells.
      const differences = shapeDifferences(mine, body).filter(one => one !== '/update/latest_state: not there')
      expect(differences, brief(body)).toEqual([])
      expect(mine.update.status.reason).toBe(body.update.status.reason)
    }
    const exits = (bodies: readonly any[]) => bodies.map(({ executor_id, status }) => [executor_id.value, status])
    const mine = script.heard.filter(({ name }) => name === 'ExitedExecutorMessage').map(({ body }) => body)
    expect(exits(mine)).toEqual(exits(toMaster(said, 'ExitedExecutorMessage')))
    const told = script.heard.filter(({ to }) => to === executor)
    expect(new Set(told.map(({ name }) => name))).toEqual(
      new Set([
        'ExecutorRegisteredMessage',
        'RunTaskMessage',
        'StatusUpdateAcknowledgementMessage',
        'ShutdownExecutorMessage',
      ]),
    )
    for (const { name, body } of told) {
      const schema = libprocessMessages.get(PREFIX + name)!
      const lists = JSON.stringify(body).replace('"resources":[],', '') // an empty list is none on the wire
      expect(decode(schema, encode(schema, body)), name).toEqual(JSON.parse(lists))
    }
  })

  it('a task group: the updates that a default executor made of it', () => {
    const said = ofFramework('0003')
    const group = said.find(({ name }) => name === 'RunTaskGroupMessage')!
    const { hear, happen, state, updates } = admitted()
    const pod = hear(group).find(effect => effect.kind === 'launch')!.order.containerId
    const nested = happen({ kind: 'container-started', containerId: pod, pid: 7, startTime: 70 }).flatMap(effect =>
      effect.kind === 'launch' ? [effect.order.containerId] : [],
    )
    const acknowledge = () => {
      for (const { frameworkId, taskId, pending } of [...state.streams.values()]) {
        happen({
          kind: 'update-acknowledged',
          from: master,
          message: {
            agent_id: { value: agentId },
            framework_id: { value: frameworkId },
            task_id: { value: taskId },
            uuid: pending[0]!.uuid!,
          },
        })
      }
    }
    acknowledge()
    for (const containerId of nested) happen({ kind: 'container-started', containerId, pid: 8, startTime: 80 })
    acknowledge()
    const record = { status: 0, exitCode: 0 }
    for (const containerId of nested) happen({ kind: 'container-destroyed', containerId, record })

    const theirs = toMaster(said, 'StatusUpdateMessage').filter(body => /^g\d/.test(body.update.status.task_id.value))
    const ours = updates()
    expect(ours.map(brief).sort()).toEqual(theirs.map(brief).sort())
    for (const body of theirs) {
      const mine = ours.find(other => brief(other) === brief(body))
      // The default executor says RUNNING as soon as the agent has taken the launch, we when the process is there.
      const differences = shapeDifferences(mine, body).filter(
        one => !/RUNNING/.test(brief(body)) || !one.includes('protocol'),
      )
      expect(differences, brief(body)).toEqual([])
      expect(mine.update.status.message).toBe(body.update.status.message)
    }
  })

  it('an agent that was restarted under a running task: its executor came back, and was killed by us in its place', () => {
    const said = ofFramework('0003')
    const back = said.find(({ name }) => name === 'ReregisterExecutorMessage')!
    const script = admitted()
    script.hear(said.find(({ name, body }) => name === 'RunTaskMessage' && body.task.task_id.value === 'long')!)
    // Ours has no executor beside a command task: whoever says to be it is sent away.
    expect(script.hear(back)).toMatchObject([{ kind: 'log' }, { kind: 'send', name: 'ShutdownExecutorMessage' }])
    script.hear(said.find(({ name, body }) => name === 'KillTaskMessage' && body.task_id.value === 'long')!)
    expect(findTask(script.state, back.body.framework_id.value, 'long')!.held.killing).toBeDefined()
  })
})
