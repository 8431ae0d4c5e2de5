import { afterEach, beforeEach, expect, it } from 'vitest'
import { freePort } from '../../../bench/free-port.ts'
import { type AgentState, newAgent } from '../../../bench/load/agent.ts'
import { type AgentSockets, openAgentSockets } from '../../../bench/load/agent-sockets.ts'
import { seeded } from '../../../bench/load/chance.ts'
import { agentAt, NEED } from '../../../bench/load/cluster.ts'
import { type FrameworkState, newFramework } from '../../../bench/load/framework.ts'
import { type FrameworkSockets, openFrameworkSockets } from '../../../bench/load/framework-sockets.ts'
import { type Leader, startLeader } from '../../../bench/load/leader.ts'
import { eventually } from './daemons.ts'

const AGENTS = 50
const FRAMEWORKS = 5
const TASKS = 40 // of each framework

let leader: Leader
let agents: AgentState[]
let sockets: AgentSockets | undefined
let open: FrameworkSockets[]

beforeEach(async () => {
  leader = await startLeader({ flags: ['--allocation_interval=200ms'] })
  open = []
})
afterEach(async () => {
  for (const each of open ?? []) each.close()
  await sockets?.close()
  await leader?.close()
})

/** Until they are registered. `retry`: ms until they say again what nobody acknowledged. */
const startAgents = async (retry: number) => {
  const port = await freePort()
  agents = Array.from({ length: AGENTS }, (_, i) => agentAt(i, port, 1, { backoff: 100, retry }))
  sockets = await openAgentSockets({ agents, master: leader.address, random: seeded(5) })
  sockets.start()
  await eventually('all are registered', () => registered() || undefined)
}
const registered = () => sockets!.registered() === AGENTS

const subscribe = (states: readonly FrameworkState[]) => {
  const types = ['application/json', 'application/x-protobuf'] as const
  open = states.map((state, i) => openFrameworkSockets({ state, master: leader.address, type: types[i % 2]! }))
  for (const each of open) each.subscribe()
}

const newFrameworks = (seconds: number) =>
  Array.from({ length: FRAMEWORKS }, (_, i) => newFramework(`load-${i}`, TASKS, NEED, () => seconds))

const metrics = async (): Promise<Record<string, number>> =>
  (await fetch(`http://${leader.address}/metrics/snapshot`)).json() as Promise<Record<string, number>>

/** All tasks ended well, and nobody waits for anybody's word. */
const allDone = (states: readonly FrameworkState[]) => {
  for (const { name, complaints } of states) if (complaints.length > 0) throw new Error(`${name}: ${complaints[0]}`)
  return (
    states.every(({ counts, tasks }) => counts.finished === TASKS && tasks.size === 0) &&
    agents.every(({ tasks }) => tasks.size === 0) &&
    open.every(({ waiting }) => waiting === 0)
  )
}

it('agents and frameworks by the dozen work until all is done, and nothing is lost', async () => {
  // Nothing is said twice: an update of a task that is forgotten meanwhile would count as invalid.
  await startAgents(600_000)
  const states = newFrameworks(0.3)
  subscribe(states)
  await eventually('all tasks have ended, acknowledged', () => allDone(states) || undefined, 90_000)
  const said = await metrics()
  expect(said).toMatchObject({
    'master/slaves_active': AGENTS,
    'master/tasks_finished': FRAMEWORKS * TASKS,
    'master/tasks_running': 0,
    'master/tasks_lost': 0,
    'master/slave_registrations': AGENTS,
    'master/invalid_status_updates': 0,
    'master/invalid_status_update_acknowledgements': 0,
  })
  expect(said['master/valid_status_update_acknowledgements']).toBeGreaterThanOrEqual(2 * FRAMEWORKS * TASKS)
})

it('a leader killed in the midst of it comes back, and still nothing is lost', async () => {
  await startAgents(1000)
  const states = newFrameworks(2)
  subscribe(states)
  const running = () => agents.reduce((sum, { tasks }) => sum + tasks.size, 0)
  await eventually('they are busy', () => running() >= AGENTS / 5 || undefined)
  for (const each of open) each.close()
  await leader.restart()
  await eventually(
    'all are registered again',
    // Who registers once more while a task comes to him loses it: the leader begins a new connection then.
    async () => (registered() && (await metrics())['master/slaves_active'] === AGENTS) || undefined,
  )
  for (const state of states) forgetUnlaunched(state)
  subscribe(states)
  await eventually('all tasks have ended, acknowledged', () => allDone(states) || undefined, 90_000)
})

/** What was asked for and never reached an agent is asked for again: the call died with the leader. */
const forgetUnlaunched = (state: FrameworkState) => {
  const launched = new Set(agents.flatMap(({ tasks }) => [...tasks.values()].map(({ info }) => info.task_id.value)))
  for (const [id, heard] of state.tasks) {
    if (heard !== 'launched' || launched.has(id)) continue
    state.tasks.delete(id)
    state.work += 1
  }
}

it('an address that many agents share serves each of them', async () => {
  const port = await freePort()
  agents = Array.from({ length: 3 }, (_, i) =>
    newAgent(`slave(${i + 1})@127.0.0.1:${port}`, { hostname: `h${i}`, resources: [] }, { backoff: 0, retry: 1000 }),
  )
  const opened = await openAgentSockets({ agents, master: leader.address, random: seeded(5) })
  sockets = opened
  opened.start()
  await eventually('all are registered', () => opened.registered() === 3 || undefined)
  expect(new Set(agents.map(({ id }) => id)).size).toBe(3)
})
