import type { RegistryRecord } from '../../../src/daemons/master/effects.ts'
import type { Event } from '../../../src/daemons/master/events.ts'
import { createIntake } from '../../../src/daemons/master/intake.ts'
import { libprocessMessages } from '../../../src/mesos/libprocess/messages.ts'
import { fromJson } from '../../../src/mesos/messages/codec/index.ts'
import { recordingLog } from '../../support/log.ts'
import { newWorld, type World } from './world.ts'

/**
 * A script is a text. A line that begins with `> ` is a command, the lines under it are what the leader did; lines with `#` and
 * empty ones stay. Commands: `lead`, `recover ID HOST`, `register PID`, `subscribe STREAM {info}`, `hold`, `flush`,
 * `counts PREFIX` (of counters), `advance MS` (without heartbeats when longer than 15 s), `settings {…}` (first), and `EVENT {the rest of the event}` for every other event.
 * `after` is called after each of them.
 */
export const runScript = (text: string, after: (world: World) => void = () => {}): string => {
  let world = newWorld()
  const lines: string[] = []
  for (const line of text.split('\n')) {
    if (line.startsWith('> settings ')) world = newWorld(JSON.parse(line.slice('> settings '.length)))
    if (line.startsWith('> ')) {
      lines.push(line, ...run(world, line.slice(2)).map(done => `  ${done}`))
      after(world)
    } else if (line === '' || line.startsWith('#')) lines.push(line)
  }
  return lines.join('\n')
}

const run = (world: World, command: string): string[] => {
  const [name = '', ...words] = command.split(' ')
  const rest = words.join(' ')
  switch (name) {
    case 'settings':
      return []
    case 'lead':
      return [
        ...world.happen({ kind: 'elected' }),
        ...world.happen({ kind: 'registry-loaded', records: words.map(recovered) }),
      ]
    case 'register':
      return world.happen({
        kind: 'register-agent',
        from: words[0]!,
        message: { ...registration(words[0]!, words[1]?.startsWith('{') ? undefined : words[1]), ...extra(words) },
      } as Event)
    case 'reregister':
      return world.happen({ kind: 'reregister-agent', from: words[1]!, message: comeBack(words) } as Event)
    case 'subscribe':
      return world.happen({
        kind: 'subscribe',
        streamId: words[0]!,
        call: { framework_info: framework(words.slice(1)) },
      })
    case 'update':
      return world.happen(update(words))
    case 'from':
      return said(world, words)
    case 'counts':
      return [...world.counts]
        .filter(([metric]) => metric.startsWith(rest))
        .map(([metric, by]) => `${metric} ${by}`)
        .sort()
    case 'hold':
      world.hold()
      return []
    case 'flush':
      return world.flush()
    case 'advance':
      return world.advance(Number(rest)).filter(line => Number(rest) <= 15_000 || !line.includes('{type:"HEARTBEAT"}'))
    default:
      return world.happen({ kind: name, ...JSON.parse(rest || '{}') } as Event)
  }
}

/** `from PID MESSAGE {json}`: as the message comes in. */
const said = (world: World, [pid = '', name = '', ...rest]: readonly string[]): string[] => {
  const lines: string[] = []
  const full = name === 'Call' ? 'mesos.scheduler.Call' : `mesos.internal.${name}`
  const onMessage = createIntake({
    state: world.state,
    post: event => void lines.push(...world.happen(event)),
    authenticator: { authenticate: () => {}, receive: () => false, sessions: 0 },
    count: () => {},
    log: recordingLog(),
  })
  onMessage('master', pid, full, fromJson(libprocessMessages.get(full)!, JSON.parse(rest.join(' '))))
  return lines
}

const resources = [
  { name: 'cpus', type: 'SCALAR', scalar: { value: 4 } },
  { name: 'mem', type: 'SCALAR', scalar: { value: 1024 } },
]
const oldCapabilities = ['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT']
const capabilities = [...oldCapabilities, 'AGENT_OPERATION_FEEDBACK', 'RESOURCE_PROVIDER', 'AGENT_DRAINING']

const hostOf = (pid: string) => pid.slice(pid.indexOf('@') + 1, pid.lastIndexOf(':'))

const registration = (pid: string, version = '1.11.0') => ({
  agent: { hostname: hostOf(pid), port: 5051, resources },
  version,
  agent_capabilities: (version === '1.5.0' ? oldCapabilities : capabilities).map(type => ({ type })),
  resource_version_uuid: { value: 'AAAAAAAAAAAAAAAAAAAAAA==' },
})

/** A word that is JSON has fields of the message; those of `agent` are put beside what it has anyway. */
const extra = (words: readonly string[], agent: object = {}): object => {
  const given = JSON.parse(words.find(word => word.startsWith('{')) ?? '{}')
  const base = { hostname: hostOf(words.find(word => word.includes('@')) ?? ''), port: 5051, resources, ...agent }
  return { ...given, agent: { ...base, ...given.agent } }
}

/** `reregister ID PID [TASK:FRAMEWORK:STATE …] [{fields of the message}]` */
const comeBack = (words: readonly string[]) => {
  const [id = '', pid = '', ...tasks] = words
  const all = tasks.filter(text => !text.startsWith('{')).map(text => text.split(':') as [string, string, string])
  return {
    ...registration(pid),
    tasks: all.map(([task, frameworkId, state]) => ({
      name: task,
      task_id: { value: task },
      framework_id: { value: frameworkId },
      agent_id: { value: id },
      state,
      resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, role: '*', allocation_info: { role: 'dev' } }],
    })),
    frameworks: [...new Set(all.map(([, frameworkId]) => frameworkId))].map(value => ({
      user: 'u',
      name: 'f',
      id: { value },
      roles: ['dev'],
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
      failover_timeout: 60,
      checkpoint: true,
    })),
    ...extra(words, { id: { value: id } }),
  }
}

/** `subscribe STREAM [json of FrameworkInfo fields]`: by default a partition-aware one in role dev. */
const framework = (words: readonly string[]) => ({
  user: 'u',
  name: 'f',
  roles: ['dev'],
  capabilities: [
    { type: 'MULTI_ROLE' as const },
    { type: 'RESERVATION_REFINEMENT' as const },
    { type: 'PARTITION_AWARE' as const },
  ],
  failover_timeout: 60,
  checkpoint: true,
  ...JSON.parse(words.join(' ') || '{}'),
})

/** `update PID AGENT FRAMEWORK TASK STATE UUID [LATEST]` */
const update = ([from, agent, frameworkId, task, state, uuid, latest]: readonly string[]) =>
  ({
    kind: 'status-update',
    from,
    update: {
      framework_id: { value: frameworkId },
      agent_id: { value: agent },
      status: { task_id: { value: task }, state, source: 'SOURCE_EXECUTOR', timestamp: 1 },
      timestamp: 1,
      uuid,
      latest_state: latest ?? state,
    },
  }) as Event

const recovered = (text: string): RegistryRecord => {
  const [id = '', host = ''] = text.split('@')
  const info = { ...registration(`slave(1)@${host}:5051`).agent, id: { value: id } }
  return { area: 'agents', key: id, value: { info } } as RegistryRecord
}
