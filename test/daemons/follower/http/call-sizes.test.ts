import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ownerOf } from '../../../../src/daemons/follower/state.ts'
import { Call } from '../../../../src/mesos/messages/agent-call.ts'
import { encode } from '../../../../src/mesos/messages/codec/index.ts'
import { encodeRecord } from '../../../../src/mesos/recordio.ts'
import { running, runTask } from '../new-state.ts'
import { startAgent, type TestAgent } from './agent.ts'

const JSON_TYPE = 'application/json'
const PROTOBUF = 'application/x-protobuf'
const written = (call: object, type: string) =>
  type === JSON_TYPE ? Buffer.from(JSON.stringify(call)) : Buffer.from(encode(Call, call as Call))

const session = (command: object): object => ({
  type: 'LAUNCH_NESTED_CONTAINER_SESSION',
  launch_nested_container_session: { container_id: { value: 'c', parent: { value: 'nobody' } }, command },
})
const words = (count: number, word: string) => ({ shell: false, arguments: Array.from({ length: count }, () => word) })
const variables = (count: number) => ({
  value: 'env',
  environment: { variables: Array.from({ length: count }, (_, n) => ({ name: `V${n}`, value: 'x' })) },
})

describe('a call to the agent', () => {
  let agent: TestAgent
  /** What the container has been given, in pieces. */
  const given: string[] = []
  let key = ''
  let gone = () => {}
  const closed = new Promise<void>(resolve => (gone = resolve))
  beforeAll(async () => {
    const script = running()
    script.event(runTask('t'))
    key = script.state.frameworks.get('F')!.executors.get('t')!.containerId
    expect(ownerOf(script.state, key)).toBeDefined()
    const input = { write: async (bytes: Uint8Array) => void given.push(String(bytes)), end: () => {}, close: () => {} }
    const streams = { input: () => ({ ...input, closed }), output: () => undefined }
    agent = await startAgent(script.state, { streams: streams as never })
  })
  afterAll(() => agent.close())

  const refused = "'launch_nested_container_session.command' is invalid"
  const absent = 'nobody'
  it.each([
    ['many words', words(49_000, 'w'), 400, absent],
    ['more', words(50_000, 'w'), 400, /more than 50000 values|too many fields/],
    ['many variables', variables(16_000), 400, absent],
    ['more variables', variables(17_000), 400, /more than 50000 values|too many fields/],
    ['millions of the smallest', words(2_000_000, ''), 400, /more than 50000 values|too many fields/],
    ['one that the kernel would not take', { value: 'x'.repeat(7_000_000) }, 400, refused],
    ['one that is no command any more', { value: 'x'.repeat(9_000_000) }, 413, /more than 8388608 bytes/],
  ])('may have %s: in JSON and protobuf', async (_, command, status, text) => {
    for (const type of [JSON_TYPE, PROTOBUF]) {
      const answer = await agent.ask('POST', '/api/v1', { 'content-type': type }, written(session(command), type))
      expect(answer.status).toBe(status)
      expect(answer.body.toString()).toMatch(text)
    }
  })

  const attach = { type: 'CONTAINER_ID', container_id: {} }
  const first = () => ({
    type: 'ATTACH_CONTAINER_INPUT',
    attach_container_input: { ...attach, container_id: { value: key } },
  })
  const typed = (data: string): object => ({
    type: 'ATTACH_CONTAINER_INPUT',
    attach_container_input: {
      type: 'PROCESS_IO',
      process_io: { type: 'DATA', data: { type: 'STDIN', data: Buffer.from(data).toString('base64') } },
    },
  })
  const send = (records: readonly object[], type: string) => {
    const headers = { 'content-type': 'application/recordio', 'message-content-type': type }
    const body = Buffer.concat(records.map(record => encodeRecord(written(record, type))))
    return agent.ask('POST', '/api/v1', headers, body)
  }
  it.each([JSON_TYPE, PROTOBUF])('input of many small pieces and of a large one arrives in order: %s', async type => {
    given.length = 0
    const small = Array.from({ length: 5_000 }, (_, n) => `${n},`)
    const answer = await send([first(), ...[...small, 'x'.repeat(2_000_000), 'end'].map(typed)], type)
    expect([answer.status, given.length]).toEqual([200, 5_002])
    expect(given.join('') === `${small.join('')}${'x'.repeat(2_000_000)}end`).toBe(true)
  })
  it('input is over when the container is', async () => {
    gone()
    expect((await send([first(), ...Array.from({ length: 500 }, () => typed('late'))], JSON_TYPE)).status).toBe(200)
  })
})
