import protobuf from 'protobufjs'
import { decode, encode } from '../src/mesos/messages/codec/index.ts'
import type { FieldType, Schema } from '../src/mesos/messages/codec/schema.ts'
import { RunTaskMessage, StatusUpdateMessage } from '../src/mesos/messages/internal-task.ts'
import { median, report, seconds } from './measure.ts'

/** The hottest messages, to and from Mesos' JSON form: our reader and writer beside protobufjs' own reflection with the same result. */
const scalar = (name: string, value: number) => ({
  name,
  type: 'SCALAR' as const,
  scalar: { value },
  allocation_info: { role: '*' },
})
const id = (value: string) => ({ value })
const uuid = Buffer.alloc(16, 7).toString('base64')

const run: RunTaskMessage = {
  framework: {
    user: 'root',
    name: 'bench',
    id: id('f-0000'),
    roles: ['*'],
    checkpoint: true,
    capabilities: [{ type: 'MULTI_ROLE' }],
  },
  task: {
    name: 'task',
    task_id: id('task.0001'),
    agent_id: id('a-S1'),
    resources: [scalar('cpus', 0.1), scalar('mem', 64)],
    command: { value: 'sleep 30', environment: { variables: [{ name: 'A', value: 'b' }] } },
  },
}
const update: StatusUpdateMessage = {
  update: {
    framework_id: id('f-0000'),
    executor_id: id('task.0001'),
    agent_id: id('a-S1'),
    status: {
      task_id: id('task.0001'),
      state: 'TASK_RUNNING',
      source: 'SOURCE_EXECUTOR',
      agent_id: id('a-S1'),
      timestamp: 1.7e9,
      uuid,
      container_status: {
        container_id: id('c'),
        network_infos: [{ ip_addresses: [{ protocol: 'IPv4', ip_address: '10.0.0.1' }] }],
      },
    },
    timestamp: 1.7e9,
    uuid,
    latest_state: 'TASK_RUNNING',
  },
  pid: 'slave(1)@10.0.0.1:5051',
}

const root = new protobuf.Root()
const names = new Map<object, string>()

/** The same message as a protobufjs type. */
const reflect = (schema: Schema<any>): protobuf.Type => {
  const known = names.get(schema)
  if (known !== undefined) return root.lookupType(known)
  const name = `T${names.size}`
  names.set(schema, name)
  const type = new protobuf.Type(name)
  root.add(type)
  for (const field of schema.fields) {
    if (field.label === 'map') type.add(new protobuf.MapField(field.name, field.number, 'string', typeName(field.type)))
    else type.add(new protobuf.Field(field.name, field.number, typeName(field.type), field.label))
  }
  return type
}

const typeName = (type: FieldType): string => {
  if (typeof type === 'string') return type
  if (type.kind === 'message') return reflect(type).name
  const known = names.get(type)
  if (known !== undefined) return known
  const name = `E${names.size}`
  names.set(type, name)
  root.add(new protobuf.Enum(name, { ...type.numbers }))
  return name
}

const rounds = 100_000
const runs = 5
const perMessage = async (work: () => unknown): Promise<number> => {
  const times: number[] = []
  for (let index = 0; index < runs; index += 1) {
    times.push(
      await seconds(() => {
        for (let round = 0; round < rounds; round += 1) work()
      }),
    )
  }
  return (median(times) / rounds) * 1e6
}

for (const [name, schema, value] of [
  ['run-task', RunTaskMessage, run],
  ['status-update', StatusUpdateMessage, update],
] as const) {
  const bytes = encode(schema as Schema<any>, value)
  const type = reflect(schema as Schema<any>)
  const options = { enums: String, longs: Number, bytes: String }
  const ours = {
    decode: await perMessage(() => decode(schema as Schema<any>, bytes)),
    encode: await perMessage(() => encode(schema as Schema<any>, value)),
  }
  const theirs = {
    decode: await perMessage(() => type.toObject(type.decode(bytes), options)),
    encode: await perMessage(() => type.encode(type.fromObject(value)).finish()),
  }
  for (const direction of ['decode', 'encode'] as const) {
    const ratio = ours[direction] / theirs[direction]
    report({
      name: `codec ${name} ${direction}`,
      value: ours[direction],
      unit: 'µs',
      n: runs,
      peer: 'protobufjs reflection',
      ratio,
    })
  }
}
