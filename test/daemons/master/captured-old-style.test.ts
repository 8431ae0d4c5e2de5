import { describe, expect, it } from 'vitest'
import type { Event } from '../../../src/daemons/master/events.ts'
import { createIntake } from '../../../src/daemons/master/intake.ts'
import { step } from '../../../src/daemons/master/transitions/index.ts'
import { libprocessMessages } from '../../../src/mesos/libprocess/messages.ts'
import { decode, encode } from '../../../src/mesos/messages/codec/index.ts'
import { capturedMessages, capturesPresent } from '../../mesos/captures.ts'
import { recordingLog } from '../../support/log.ts'
import { shapeDifferences } from './http/shape.ts'
import { newWorld } from './world.ts'

interface Said {
  readonly from: string
  readonly to: string
  readonly name: string
  readonly body: any
}

/** A scheduler over libprocess with its agent, as a real Mesos carried them: all three in one order. */
const conversation = (): Said[] =>
  capturedMessages()
    .filter(({ scenario }) => scenario.includes('old framework'))
    .map(({ message, line, headers, body }) => ({
      from: headers.find(header => header.startsWith('Libprocess-From'))!.split(': ')[1]!,
      to: line.split(/[ /]/)[2]!,
      name: message,
      body: decode<any>(libprocessMessages.get(message) as any, Buffer.from(body ?? '', 'base64')),
    }))

describe.skipIf(!capturesPresent)('an old-style framework (skipped where ../shared/captures is not there)', () => {
  it('gets its agent told what a real Mesos told it', () => {
    const { heard, theirs } = replayed()
    const about = (name: string) => theirs.filter(said => said.name.endsWith(`.${name}`)).map(({ body }) => body)
    // ShutdownFrameworkMessage is not among them: ours spares agents it where nothing of the framework is left.
    const names = ['RunTaskMessage', 'StatusUpdateAcknowledgementMessage']
    expect(names.map(name => [name, toAgent(heard, name).length])).toEqual(
      names.map(name => [name, about(name).length]),
    )
    for (const name of names) {
      for (const [i, body] of about(name).entries()) {
        expect(shapeDifferences(toAgent(heard, name)[i], body), name).toEqual([])
      }
    }
    const tasks = (bodies: any[]) => bodies.map(({ task, pid, launch_executor }) => [task.name, pid, launch_executor])
    expect(tasks(toAgent(heard, 'RunTaskMessage'))).toEqual(tasks(about('RunTaskMessage')))
  })

  it('hears messages of its kind, in the wire form that it reads', () => {
    const { heard } = replayed()
    const toScheduler = heard.filter(({ to }) => to.startsWith('scheduler(1)'))
    expect(new Set(toScheduler.map(({ name }) => name))).toEqual(
      new Set(['FrameworkRegisteredMessage', 'ResourceOffersMessage', 'StatusUpdateMessage', 'ExitedExecutorMessage']),
    )
    for (const { name, body } of toScheduler) {
      const schema = libprocessMessages.get(`mesos.internal.${name}`)!
      expect(decode(schema, encode(schema, body as any)), name).toEqual(body)
    }
    const offers = toScheduler.filter(({ name }) => name === 'ResourceOffersMessage').flatMap(({ body }) => body.offers)
    expect(offers.every(({ allocation_info }) => allocation_info === undefined)).toBe(true)
    expect(offers.flatMap(({ resources }) => resources).every((one: any) => one.role === '*')).toBe(true)
  })
})

const toAgent = (heard: readonly Said[], name: string) =>
  heard.filter(said => said.name === name && said.to.startsWith('slave(1)')).map(({ body }) => body)

/** What ours says when it hears the same from scheduler and agent; `theirs`: what Mesos said to the agent of the framework. */
const replayed = () => {
  const all = conversation()
  const scheduler = all.find(({ name }) => name.endsWith('.RegisterFrameworkMessage'))!.from
  const own = all.find(({ name }) => name.endsWith('.UnregisterFrameworkMessage'))!.body.framework_id.value
  const heard: Said[] = []
  const { state } = newWorld()
  const happen = (event: Event): void => {
    for (const effect of step(state, event, 0)) {
      if (effect.kind === 'send') heard.push({ from: 'master', to: effect.to, name: effect.name, body: effect.body })
      if (effect.kind === 'store') happen(effect.next)
      if (effect.kind === 'allocate') happen({ kind: 'allocation-due', batch: false })
    }
  }
  const onMessage = createIntake({
    state,
    post: happen,
    authenticator: { authenticate: () => {}, receive: () => true, sessions: 0 },
    count: () => {},
    log: recordingLog(),
  })
  const translated = (value: any) =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll(own, 'M-0000')
        .replace(/[0-9a-f]{8}-[0-9a-f-]{27}-S\d+/g, 'M-S0'),
    )
  happen({ kind: 'elected' })
  happen({ kind: 'registry-loaded', records: [] })
  const first = all.find(({ name }) => name.endsWith('.RegisterSlaveMessage'))!
  onMessage('master', first.from, first.name, { ...first.body, agent: { ...first.body.agent, id: undefined } })
  for (const { from, to, name, body } of all) {
    const its = from === scheduler || JSON.stringify(body).includes(own)
    if (to !== 'master' || !its || name.endsWith('.ReregisterSlaveMessage')) continue
    // Ours offers what becomes free at once, in more offers than Mesos: the scheduler uses those that it has.
    const offers = body.offer_ids && { offer_ids: [...state.offers.keys()].map(value => ({ value })) }
    onMessage(to, from, name, { ...translated(body), ...offers })
  }
  const theirs = all.filter(({ to, body }) => to === 'slave(1)' && JSON.stringify(body).includes(own))
  return { heard, theirs }
}
