import { describe, expect, it } from 'vitest'
import type { Event } from '../../../src/daemons/master/events.ts'
import { createIntake } from '../../../src/daemons/master/intake.ts'
import { step } from '../../../src/daemons/master/transitions/index.ts'
import { libprocessMessages } from '../../../src/mesos/libprocess/messages.ts'
import { decode, encode, fromJson } from '../../../src/mesos/messages/codec/index.ts'
import { capturedMessages, capturesPresent } from '../../mesos/captures.ts'
import { recordingLog } from '../../support/log.ts'
import { newWorld } from './world.ts'

const PREFIX = 'mesos.internal.'
const pid = 'slave(1)@127.0.0.1:35051'

/** What our leader sends while an agent lives with it: message name → bodies. */
const ourMessages = (): Map<string, object[]> => {
  const sent = new Map<string, object[]>()
  const { state } = newWorld()
  const happen = (event: Event): void => {
    for (const effect of step(state, event, 0)) {
      if (effect.kind === 'send') sent.set(effect.name, [...(sent.get(effect.name) ?? []), effect.body])
      if (effect.kind === 'store') happen(effect.next)
      if (effect.kind === 'allocate') happen({ kind: 'allocation-due', batch: false })
    }
  }
  const first = (name: string) => {
    const found = capturedMessages().find(
      ({ message, line }) => message === PREFIX + name && line.includes('/master/'),
    )!
    return decode<any>(libprocessMessages.get(found.message) as any, Buffer.from(found.body ?? '', 'base64'))
  }
  happen({ kind: 'elected' })
  happen({ kind: 'registry-loaded', records: [] })
  happen({ kind: 'register-agent', from: pid, message: first('RegisterSlaveMessage') })
  happen({
    kind: 'subscribe',
    streamId: 's',
    call: {
      framework_info: {
        user: 'root',
        name: 'f',
        capabilities: [{ type: 'PARTITION_AWARE' }, { type: 'RESERVATION_REFINEMENT' }],
      },
    },
  })
  const scalar = (name: string, value: number) => ({ name, type: 'SCALAR' as const, scalar: { value } })
  const task = (value: string) => ({
    name: value,
    task_id: { value },
    agent_id: { value: 'M-S0' },
    resources: [scalar('cpus', 0.1), scalar('mem', 32)],
    command: { value: 'true' },
  })
  const executor = {
    type: 'DEFAULT' as const,
    executor_id: { value: 'e' },
    resources: [scalar('cpus', 0.1), scalar('mem', 32), scalar('disk', 32)],
  }
  happen({
    kind: 'accept',
    frameworkId: 'M-0000',
    call: {
      offer_ids: [{ value: 'M-O0' }],
      operations: [
        { type: 'LAUNCH', launch: { task_infos: [task('t')] } },
        { type: 'LAUNCH_GROUP', launch_group: { executor, task_group: { tasks: [task('g1'), task('g2')] } } },
      ],
    },
  })
  const acknowledged = { agent_id: { value: 'M-S0' }, task_id: { value: 't' }, uuid: 'AAAAAAAAAAAAAAAAAAAAAA==' }
  happen({
    kind: 'status-update',
    from: pid,
    update: {
      framework_id: { value: 'M-0000' },
      agent_id: { value: 'M-S0' },
      status: { task_id: { value: 't' }, state: 'TASK_RUNNING' },
      timestamp: 1,
      uuid: acknowledged.uuid,
    },
  })
  happen({ kind: 'acknowledge', frameworkId: 'M-0000', call: acknowledged })
  happen({ kind: 'kill', frameworkId: 'M-0000', call: { task_id: { value: 't' } } })
  const back = { ...first('ReregisterSlaveMessage'), tasks: [], frameworks: [], executor_infos: [] }
  const info = state.agents.registered.get('M-S0')!.info
  happen({ kind: 'reregister-agent', from: pid, message: { ...back, agent: info } })
  happen({ kind: 'teardown', frameworkId: 'M-0000' })
  happen({ kind: 'mark-agent-gone', agentId: 'M-S0' })
  return sent
}

describe.skipIf(!capturesPresent)('beside a real Mesos (skipped where ../shared/captures is not there)', () => {
  it('every message that agents and frameworks sent to a master is understood', () => {
    const events: Event[] = []
    const log = recordingLog()
    const { state } = newWorld()
    state.phase = 'leading'
    const authenticator = { authenticate: () => {}, receive: () => true, sessions: 0 }
    const onMessage = createIntake({
      state,
      post: event => void events.push(event),
      authenticator,
      count: () => {},
      log,
    })
    for (const { message, line, headers, body } of capturedMessages()) {
      const to = line.split(/[ /]/)[2]!
      const from = headers.find(header => header.startsWith('Libprocess-From'))!.split(': ')[1]!
      if (to !== 'master' || !/^(slave|scheduler)\(1\)/.test(from)) continue
      const value = decode(libprocessMessages.get(message) as any, Buffer.from(body ?? '', 'base64'))
      expect(onMessage(to, from, message, value), message).toBe(true)
    }
    expect(log.lines.filter(({ level }) => level !== 'info')).toEqual([])
    expect(new Set(events.map(({ kind }) => kind))).toEqual(
      new Set([
        ...['register-agent', 'reregister-agent', 'update-agent', 'status-update', 'executor-exited'],
        ...['register-framework', 'scheduler-call'],
      ]),
    )
  })

  const names = [
    'SlaveRegisteredMessage',
    'PingSlaveMessage',
    'RunTaskMessage',
    'RunTaskGroupMessage',
    'StatusUpdateAcknowledgementMessage',
    'KillTaskMessage',
    'UpdateFrameworkMessage',
    'ShutdownFrameworkMessage',
    'ShutdownMessage',
  ]

  it.each(names)('our %s has the fields that Mesos gives it', name => {
    const theirs = capturedMessages()
      .filter(({ message, line }) => message === PREFIX + name && line.includes('/slave(1)/'))
      .map(({ message, body }) =>
        decode<object>(libprocessMessages.get(message) as any, Buffer.from(body ?? '', 'base64')),
      )
    const ours = ourMessages().get(name)!
    const keys = (bodies: readonly object[]) => bodies.map(body => Object.keys(body).sort().join())
    expect(
      keys(ours).every(key => keys(theirs).includes(key)),
      `${keys(ours)} are not among ${keys(theirs)}`,
    ).toBe(true)
    const schema = libprocessMessages.get(PREFIX + name)!
    for (const body of ours)
      expect(decode(schema, encode(schema, fromJson(schema, body)))).toEqual(fromJson(schema, body))
  })
})
