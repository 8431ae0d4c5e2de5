import { newAgent } from '../../src/daemons/master/agents/add.ts'
import { masterFlags } from '../../src/daemons/master/flags.ts'
import { newFramework } from '../../src/daemons/master/frameworks/new.ts'
import { track } from '../../src/daemons/master/frameworks/roles.ts'
import { masterInfo } from '../../src/daemons/master/master-info.ts'
import { newState } from '../../src/daemons/master/new-state.ts'
import { settingsOf } from '../../src/daemons/master/settings.ts'
import type { Framework, MasterState } from '../../src/daemons/master/state.ts'
import { addTask } from '../../src/daemons/master/tasks/add.ts'
import type { Resource } from '../../src/mesos/messages/resource.ts'
import type { Task, TaskStatus } from '../../src/mesos/messages/task.ts'
import { parseFlags } from '../../src/runtime/flags.ts'

const FRAMEWORKS = 100
const NOW = 1_795_212_211_236

/** A leader with so many agents, and tasks that run on them in turn, each with the two statuses that a command task has by then. */
export const busyState = (agents: number, tasks: number): MasterState => {
  const state = newState(masterInfo(identity), defaults(), [1, 2, 3, 4], NOW)
  state.phase = 'leading'
  state.leader = state.info
  state.electedAt = NOW
  const frameworks = Array.from({ length: FRAMEWORKS }, (_, number) => addFramework(state, number))
  for (let number = 0; number < agents; number++) addAgent(state, number)
  const all = [...state.agents.registered.values()]
  for (let number = 0; number < tasks; number++) {
    const agent = all[number % agents]!
    const framework = frameworks[number % FRAMEWORKS]!
    addTask(framework, agent, taskOf(framework.id, agent.id, number))
  }
  return state
}

const identity = {
  id: '2345153f-a1c4-4ced-8157-2bb789e05096',
  ip: '127.0.0.1',
  port: 5050,
  hostname: 'leader',
  version: '1.11.0',
}

const defaults = () => {
  const parsed = parseFlags(masterFlags, {
    argv: ['--registry=in_memory'],
    env: {},
    readFile: () => '',
    program: 'bench',
  })
  if (parsed.kind !== 'values') throw new Error('the flags have no defaults')
  return settingsOf(parsed.values)
}

const scalar = (name: string, value: number): Resource => ({ name, type: 'SCALAR', scalar: { value } })

const addFramework = (state: MasterState, number: number): Framework => {
  const id = { value: `${identity.id}-${String(number).padStart(4, '0')}` }
  const framework = newFramework({
    id,
    user: 'root',
    name: `framework ${number}`,
    roles: [`role-${number % 10}`],
    capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
  })
  framework.active = true
  framework.connected = true
  framework.registeredAt = NOW + number
  state.frameworks.set(framework.id, framework)
  track(state, framework)
  return framework
}

const addAgent = (state: MasterState, number: number): void => {
  const ports: Resource = { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31_000, end: 32_000 }] } }
  const total = [scalar('cpus', 64), scalar('mem', 262_144), scalar('disk', 1_000_000), ports]
  const hostname = `host-${number}.example`
  const info = { id: { value: `${identity.id}-S${number}` }, hostname, port: 5051, resources: total }
  const rack = { name: 'rack', type: 'TEXT' as const, text: { value: `r${number % 40}` } }
  const pid = `slave(1)@10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}:5051`
  const agent = newAgent(
    state,
    {
      info: { ...info, attributes: [rack] },
      pid,
      version: '1.11.0',
      capabilities: [{ type: 'MULTI_ROLE' }, { type: 'HIERARCHICAL_ROLE' }, { type: 'RESERVATION_REFINEMENT' }],
      total,
      checkpointed: [],
    },
    NOW + number,
  )
  state.agents.registered.set(agent.id, agent)
}

const taskOf = (frameworkId: string, agentId: string, number: number): Task => {
  const id = `task-${number}`
  const allocation_info = { role: `role-${number % 10}` }
  const container = `${String(number).padStart(8, '0')}-26fe-4542-8db9-5dee170a89d2`
  const status = (state: 'TASK_STARTING' | 'TASK_RUNNING', after: number): TaskStatus => ({
    task_id: { value: id },
    state,
    source: 'SOURCE_EXECUTOR',
    agent_id: { value: agentId },
    executor_id: { value: id },
    timestamp: NOW / 1000 + number / 1000 + after,
    uuid: 'ws8SF3vMSdql1zcJtgX20Q==',
    container_status: {
      container_id: { value: container },
      network_infos: [{ ip_addresses: [{ protocol: 'IPv4', ip_address: '127.0.0.1' }] }],
      executor_pid: number,
    },
  })
  return {
    name: id,
    task_id: { value: id },
    framework_id: { value: frameworkId },
    agent_id: { value: agentId },
    state: 'TASK_RUNNING',
    resources: [
      { ...scalar('cpus', 0.1), allocation_info },
      { ...scalar('mem', 32), allocation_info },
    ],
    statuses: [status('TASK_STARTING', 0.1), status('TASK_RUNNING', 0.2)],
    status_update_state: 'TASK_RUNNING',
    status_update_uuid: 'ws8SF3vMSdql1zcJtgX20Q==',
  }
}
