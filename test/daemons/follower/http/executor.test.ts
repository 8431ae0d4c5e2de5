import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import { createExecutorStreams } from '../../../../src/daemons/follower/executors/streams.ts'
import { executorRoute } from '../../../../src/daemons/follower/http/executor.ts'
import type { Answer, HttpRequest, RecordStream } from '../../../../src/http/types.ts'
import { encode } from '../../../../src/mesos/messages/codec/index.ts'
import { Call } from '../../../../src/mesos/messages/executor.ts'
import { virtualClock } from '../../../support/clock.ts'
import { containerOf, running, runTask } from '../new-state.ts'

const ids = { executor_id: { value: 'e' }, framework_id: { value: 'F' } }
const subscribe = { ...ids, type: 'SUBSCRIBE', subscribe: {} }
const status = {
  task_id: { value: 't' },
  state: 'TASK_RUNNING',
  source: 'SOURCE_EXECUTOR',
  uuid: Buffer.alloc(16).toString('base64'),
}
const update = { ...ids, type: 'UPDATE', update: { status } }
const message = { ...ids, type: 'MESSAGE', message: { data: 'aGk=' } }
const heartbeat = { ...ids, type: 'HEARTBEAT' }
const json = { 'content-type': 'application/json' }
const protobuf = { 'content-type': 'application/x-protobuf' }

/** One custom executor that has been launched. */
const world = () => {
  const script = running()
  const executor = { executor_id: { value: 'e' }, command: { value: './e' } }
  script.event(runTask('t', { command: undefined, executor }))
  const posted: Event[] = []
  const opened: string[] = []
  const route = executorRoute({
    state: script.state,
    streams: createExecutorStreams(virtualClock()),
    post: event => {
      posted.push(event)
      script.event(event)
    },
    realm: 'r',
  })
  const stream: RecordStream = {
    kind: 'stream',
    write: () => true,
    close: () => {},
    onClose: () => {},
    drained: async () => {},
    open: true,
  }
  const ask = (body: Buffer | string | object, given: Partial<HttpRequest> = {}) =>
    route.handle(
      {
        method: 'POST',
        path: '/api/v1/executor',
        rest: '',
        query: {},
        headers: json,
        remoteAddress: '',
        body: Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
        ...given,
      },
      type => {
        opened.push(type)
        return stream
      },
    ) as Answer | RecordStream
  const executorState = () => script.state.frameworks.get('F')!.executors.get('e')!
  return { ...script, ask, posted, opened, executorState }
}

const answered = (answer: Answer | RecordStream) =>
  'status' in answer ? [answer.status, String(answer.body ?? '')] : []

describe('the executor API answers', () => {
  const subscribed = () => {
    const all = world()
    all.ask(subscribe)
    return all
  }
  it.each([
    ['no type of content', subscribe, { headers: {} }, 400, "Expecting 'Content-Type' to be present"],
    ['a type with parameters', subscribe, { headers: { 'content-type': 'application/json; charset=utf-8' } }, 415, ''],
    ['what is no JSON', '{', {}, 400, 'Failed to parse body into JSON'],
    ['what is no protobuf', Buffer.from([255]), { headers: protobuf }, 400, 'Failed to parse body into Call protobuf'],
    ['no type', ids, {}, 400, "Failed to validate Executor::Call: Expecting 'type' to be present"],
    ['nothing to accept', subscribe, { headers: { ...json, accept: 'text/html' } }, 406, "Expecting 'Accept'"],
    ['nothing to accept where it does not matter', heartbeat, { headers: { ...json, accept: 'text/html' } }, 202, ''],
    ['a heartbeat of nobody', { ...heartbeat, framework_id: { value: 'G' } }, {}, 202, ''],
    ['an unknown framework', { ...subscribe, framework_id: { value: 'G' } }, {}, 400, 'Framework cannot be found'],
    ['an unknown executor', { ...subscribe, executor_id: { value: 'x' } }, {}, 400, 'Executor cannot be found'],
    ['an update before it has subscribed', update, {}, 403, 'Executor is not subscribed'],
    ['a message before it has subscribed', message, {}, 403, 'Executor is not subscribed'],
    ['a type that is known and means nothing', { ...ids, type: 'UNKNOWN' }, {}, 403, 'Executor is not subscribed'],
  ] as const)('%s', (_, body, request, expected, text) => {
    const all = world()
    const [code, said] = answered(all.ask(body, request))
    expect([code, all.posted]).toEqual([expected, []])
    expect(said).toContain(text)
  })

  it.each([
    ['an update', update, 202],
    ['a message', message, 202],
    ['a type that means nothing', { ...ids, type: 'UNKNOWN' }, 501],
  ])('%s of one that has subscribed: %i', (_, body, expected) => {
    expect(answered(subscribed().ask(body))[0]).toBe(expected)
  })

  it.each([
    ['application/json', json, Buffer.from(JSON.stringify(subscribe))],
    [
      'application/x-protobuf',
      { ...protobuf, accept: 'application/x-protobuf' },
      Buffer.from(encode(Call, subscribe as Call)),
    ],
  ])('a subscription with a stream of %s', (type, headers, body) => {
    const all = world()
    expect(all.ask(body, { headers })).toHaveProperty('kind', 'stream')
    expect(all.opened).toEqual([type])
    expect(all.executorState().state).toBe('running')
  })
})

describe('with a token', () => {
  const claims = (all: ReturnType<typeof world>) => ({ fid: 'F', eid: 'e', cid: containerOf(all.state, 'e') })
  it('of its own run', () => {
    const all = world()
    expect(all.ask(subscribe, { principal: { claims: claims(all) } })).toHaveProperty('kind', 'stream')
  })
  it.each(['fid', 'eid', 'cid'])('of another %s', name => {
    const all = world()
    const answer = all.ask(subscribe, { principal: { claims: { ...claims(all), [name]: 'other' } } })
    expect(answered(answer)[0]).toBe(403)
    expect(answered(answer)[1]).toContain(`'${name}'`)
    expect(all.posted).toEqual([])
  })
})

describe('while we come back', () => {
  it('nothing before the disk is read', () => {
    const all = world()
    all.state.phase = 'recovering'
    expect(answered(all.ask(subscribe))).toEqual([503, 'Agent has not finished recovery'])
  })
  it('nothing but a subscription from one that was here before', () => {
    const all = world()
    all.executorState().returning = true
    expect(answered(all.ask(update))).toEqual([503, 'Agent has not finished recovery'])
    expect(all.ask(subscribe)).toHaveProperty('kind', 'stream')
    expect(answered(all.ask(update))[0]).toBe(202)
  })
})
