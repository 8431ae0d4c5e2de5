import { describe, expect, it } from 'vitest'
import { libprocessMessages } from '../../src/mesos/libprocess/messages.ts'
import { decode, encode, fromJson, type Schema, toJson } from '../../src/mesos/messages/codec/index.ts'
import { CommandInfo } from '../../src/mesos/messages/command.ts'
import * as executor from '../../src/mesos/messages/executor.ts'
import { FrameworkInfo } from '../../src/mesos/messages/framework.ts'
import { ContainerID } from '../../src/mesos/messages/ids.ts'
import * as master from '../../src/mesos/messages/master-event.ts'
import { ProcessIO } from '../../src/mesos/messages/process-io.ts'
import * as scheduler from '../../src/mesos/messages/scheduler.ts'
import { TaskInfo } from '../../src/mesos/messages/task.ts'
import { capturedMessages, capturedStreams, capturesPresent } from './captures.ts'

describe.skipIf(!capturesPresent)(
  'what a real Mesos sent (skipped where ../shared/captures is not beside the checkout)',
  () => {
    it('every libprocess message is read and written again byte for byte', () => {
      for (const { message, body, scenario } of capturedMessages()) {
        const schema = libprocessMessages.get(message)
        if (schema === undefined) throw new Error(`no schema for ${message}`)
        const bytes = Buffer.from(body ?? '', 'base64')
        const again = Buffer.from(encode(schema, decode(schema, bytes)))
        expect(again.toString('base64'), `${scenario}: ${message}`).toBe(bytes.toString('base64'))
      }
    })

    it('every event of the streams is read and written again key for key', () => {
      const schemas: Record<string, Parameters<typeof fromJson>[0]> = {
        operator: master.Event,
        executor: executor.Event,
        scheduler: scheduler.Event,
        output: ProcessIO,
      }
      for (const { stream, record } of capturedStreams()) {
        const kind = Object.keys(schemas).find(name => stream.split('/')[1]?.startsWith(name)) ?? kindOf(record.record)
        expect(toJson(schemas[kind]!, fromJson(schemas[kind]!, record.record)), stream).toEqual(
          withoutEmptyLists(record.record),
        )
      }
    })
  },
)

const kindOf = (record: unknown) =>
  (record as { data?: unknown; control?: unknown }).data || (record as { control?: unknown }).control
    ? 'output'
    : 'scheduler'

/** The operator API writes empty lists, the generic JSON form leaves them out. */
const withoutEmptyLists = (json: unknown): unknown => {
  if (Array.isArray(json)) return json.map(withoutEmptyLists)
  if (typeof json !== 'object' || json === null) return json
  const kept = Object.entries(json).filter(([, value]) => !(Array.isArray(value) && value.length === 0))
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutEmptyLists(value)]))
}

describe('JSON by the rules of Mesos', () => {
  const required = { user: 'root', name: 'f' }
  it.each([
    ['a null is unset', { ...required, hostname: null }, { ...required }],
    ['a lone value is a list of one', { ...required, roles: 'dev' }, { ...required, roles: ['dev'] }],
    ['camelCase is ignored', { ...required, failoverTimeout: 3 }, { ...required }],
    ['a number may be a string', { ...required, failover_timeout: '3.5' }, { ...required, failover_timeout: 3.5 }],
    ['a boolean may be a string', { ...required, checkpoint: 'true' }, { ...required, checkpoint: true }],
    [
      'an unknown enum name is unset',
      { ...required, capabilities: [{ type: 'NOPE' }] },
      { ...required, capabilities: [{}] },
    ],
  ])('%s', (_, json, expected) => expect(fromJson(FrameworkInfo, json)).toEqual(expected))

  it.each([
    ['a missing required field', { user: 'root' }, 'FrameworkInfo: missing required field name'],
    ['a list for a single value', { ...required, name: ['a'] }, 'FrameworkInfo.name: expected one value, not a list'],
    [
      'a number for an enum',
      { ...required, capabilities: [{ type: 5 }] },
      'FrameworkInfo.capabilities[0].type: expected the name',
    ],
    ['an object for a string', { ...required, name: {} }, 'FrameworkInfo.name: expected a string'],
    ['not an object', [], 'FrameworkInfo: expected an object'],
  ])('refuses %s', (_, json, message) => expect(() => fromJson(FrameworkInfo, json)).toThrow(message))

  it('refuses what is nested too deep', () => {
    let container: object = { value: 'c' }
    for (let depth = 0; depth < 50_000; depth++) container = { value: 'c', parent: container }
    expect(() => fromJson(ContainerID, container)).toThrow('ContainerID: nested deeper than 64')
  })

  it('writes explicit defaults, but not those of deprecated fields', () =>
    expect(toJson(FrameworkInfo, required)).toEqual({ ...required, failover_timeout: 0, checkpoint: false }))
})

describe('protobuf', () => {
  it('reads back nested containers, maps and bytes', () => {
    const task = {
      name: 't',
      task_id: { value: 'T' },
      agent_id: { value: 'A' },
      data: 'aGk=',
      limits: { cpus: { value: 2 }, mem: { value: Infinity } },
    }
    expect(decode(TaskInfo, encode(TaskInfo, task))).toEqual(task)
    const nested = { value: 'c', parent: { value: 'b', parent: { value: 'a' } } }
    expect(decode(ContainerID, encode(ContainerID, nested))).toEqual(nested)
  })

  it('skips a field that is framed as another type, as one it does not know', () => {
    const name = [0x0a, 1, 65]
    expect(decode(ContainerID, Uint8Array.from([...name, 0x08, 7, 0x15, 1, 2, 3, 4]))).toEqual({ value: 'A' })
  })

  it.each([
    ['a lone one', ContainerID, [0x0a, 1, 65], 1],
    ['unknown ones', ContainerID, [0x0a, 1, 65, 0x78, 1, 0x78, 1], 3],
    ['those of messages within', ContainerID, [0x0a, 1, 65, 0x12, 3, 0x0a, 1, 66], 3],
    ['each of a list', CommandInfo, [0x3a, 1, 65, 0x3a, 1, 66], 2],
  ] as const)('counts fields, where it shall: %s', (_, schema, bytes, fields) => {
    const read = (most: number) => decode<object>(schema as Schema<object>, Uint8Array.from(bytes), most)
    expect(read(fields)).toEqual(read(Infinity))
    expect(() => read(fields - 1)).toThrow(expect.objectContaining({ code: 'wire.malformed' }))
  })

  it.each([
    ['all of another type', [0x08, 7]],
    ['groups without end', Array(100_000).fill(0x0b)],
    ['cut off', [0x0a, 5, 65]],
    ['a missing required field', []],
    ['an end group', [0x0c]],
    ['nested without end', Array.from({ length: 400 }, () => [0x12, 0x7f]).flat()],
  ])('refuses bytes that are %s', (_, bytes) =>
    expect(() => decode(ContainerID, Uint8Array.from(bytes))).toThrow(
      expect.objectContaining({ code: 'wire.malformed' }),
    ),
  )
})
