/**
 * A leader is elected that knows agents from its registry, and all of them re-register with ten tasks each, in process: from a message's
 * bytes to those of its answer. Goal: 10,000 agents with 100,000 tasks in 3 s. Grows from 1,000 to 50,000 agents; and the memory that
 * an agent and a task take, by the heap after a collection.
 *   npm run bench failover -- [AGENTS …]
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { RegistryRecord } from '../src/daemons/master/effects.ts'
import { encode } from '../src/mesos/messages/codec/index.ts'
import type { FrameworkInfo } from '../src/mesos/messages/framework.ts'
import { ReregisterSlaveMessage } from '../src/mesos/messages/internal-agent.ts'
import type { Task } from '../src/mesos/messages/task.ts'
import { agentInfo } from './load/cluster.ts'
import { leadInProcess } from './load/in-process.ts'
import { report } from './measure.ts'

setFlagsFromString('--expose-gc')
setFlagsFromString('--max-old-space-size=8000')
const collect = runInNewContext('gc') as () => void
const given = process.argv
  .slice(2)
  .filter(word => /^\d+$/.test(word))
  .map(Number)
const TASKS = 10
const FRAMEWORKS = 100
const NAME = 'mesos.internal.ReregisterSlaveMessage'

const idOf = (number: number) => `f00d0000-0000-4000-8000-000000000000-S${number}`
const pidOf = (number: number) => `slave(1)@10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}:5051`
const infoOf = (number: number) => ({ ...agentInfo(number), id: { value: idOf(number) } })

const framework = (number: number): FrameworkInfo => ({
  id: { value: `f00d0000-0000-4000-8000-000000000000-${String(number).padStart(4, '0')}` },
  user: 'root',
  name: `framework ${number}`,
  roles: [`role-${number % 10}`],
  checkpoint: true,
  failover_timeout: 3600,
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }],
})

const task = (agent: number, number: number, { id, roles }: FrameworkInfo): Task => {
  const allocation_info = { role: roles![0]! }
  const task_id = { value: `task-${agent}-${number}` }
  const agent_id = { value: idOf(agent) }
  const uuid = Buffer.from(`${agent}`.padStart(16, '0')).toString('base64')
  const ip_addresses = [{ protocol: 'IPv4' as const, ip_address: '10.0.0.1' }]
  return {
    name: task_id.value,
    task_id,
    framework_id: id!,
    agent_id,
    state: 'TASK_RUNNING',
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 }, allocation_info },
      { name: 'mem', type: 'SCALAR', scalar: { value: 64 }, allocation_info },
    ],
    statuses: [
      {
        task_id,
        state: 'TASK_RUNNING',
        source: 'SOURCE_EXECUTOR',
        agent_id,
        executor_id: task_id,
        timestamp: 1.7e9 + number,
        uuid,
        container_status: { container_id: { value: uuid }, network_infos: [{ ip_addresses }] },
      },
    ],
    status_update_state: 'TASK_RUNNING',
    status_update_uuid: uuid,
  }
}

const bytesOf = (agent: number, tasks: number): Uint8Array => {
  const frameworks = Array.from({ length: tasks }, (_, i) => framework((agent + i) % FRAMEWORKS))
  return encode(ReregisterSlaveMessage, {
    agent: infoOf(agent),
    tasks: frameworks.map((each, i) => task(agent, i, each)),
    frameworks,
    version: '1.11.0',
    agent_capabilities: [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }],
  })
}

const clock = { now: Date.now, after: () => () => {} }

/** Elected, with the agents of its registry, none of which is back yet. */
const elected = (agents: number) => {
  const waiting: (() => void)[] = []
  let sent = 0
  const records = Array.from(
    { length: agents },
    (_, i): RegistryRecord => ({ area: 'agents', key: idOf(i), value: { info: infoOf(i) } }),
  )
  const began = performance.now()
  const leader = leadInProcess({
    clock,
    later: fn => void waiting.push(fn),
    send: (_to, _from, name) => {
      if (name.endsWith('SlaveReregisteredMessage')) sent += 1
    },
    onEvent: () => {},
    records,
  })
  const loaded = performance.now() - began
  const finish = () => {
    for (const fn of waiting.splice(0)) fn()
  }
  return { leader, finish, loaded, answered: () => sent }
}

const measure = (agents: number, tasks: number) => {
  const messages = Array.from({ length: agents }, (_, i) => bytesOf(i, tasks))
  collect()
  const before = process.memoryUsage().heapUsed
  const { leader, finish, loaded, answered } = elected(agents)
  const [began, working] = [performance.now(), process.threadCpuUsage()]
  for (const [i, bytes] of messages.entries()) {
    leader.receive('master', pidOf(i), NAME, bytes)
    if (i % 100 === 99) finish()
  }
  finish()
  const seconds = (performance.now() - began) / 1000
  const { user, system } = process.threadCpuUsage(working)
  if (answered() !== agents) throw new Error(`${answered()} of ${agents} agents are back`)
  collect()
  const bytes = process.memoryUsage().heapUsed - before
  const known = [...leader.state.frameworks.values()].reduce((sum, each) => sum + each.tasks.size, 0)
  if (known !== agents * tasks) throw new Error(`${known} tasks are known`)
  return { seconds, cpu: (user + system) / agents, loaded: loaded / 1000, bytes }
}

measure(1000, TASKS) // what compiles is not measured
for (const agents of given.length > 0 ? given : [1000, 5000, 10_000, 50_000]) {
  const bare = measure(agents, 0)
  const full = measure(agents, TASKS)
  const name = `failover/${agents} agents with ${TASKS} tasks each`
  const goal = agents === 10_000 ? { goal: 3 } : {}
  report({ name: `${name}/all back`, value: full.seconds, unit: 's', ...goal, n: agents })
  report({ name: `${name}/an agent with its tasks`, value: full.cpu, unit: 'CPU µs', n: agents })
  report({ name: `${name}/an agent without`, value: bare.cpu, unit: 'CPU µs', n: agents })
  report({ name: `${name}/registry loaded`, value: full.loaded, unit: 's', n: agents })
  report({ name: `${name}/memory of an agent`, value: bare.bytes / agents / 1024, unit: 'kB', n: agents })
  report({
    name: `${name}/memory of a task`,
    value: (full.bytes - bare.bytes) / agents / TASKS / 1024,
    unit: 'kB',
    n: agents,
  })
}
