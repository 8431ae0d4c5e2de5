/**
 * A master under load, over real sockets and in nothing but Mesos' wire: emulated agents register, 200 frameworks keep them busy, new
 * frameworks with one task each come and go, the leader dies and comes back.
 *   npm run bench load -- [--master HOST:PORT [--pid PID]] [--agents 5000] [--frameworks 200] [--task 30] [--watch 20] [--jobs 10]
 *                         [--zookeeper] [--no-failover] [--type application/json] [--node FLAG] [--flag --FLAG=VALUE]
 * Without --master, a leader of ours is started, with its registry in a file or in a ZooKeeper; only that one is killed. Without
 * frameworks, agents only come and come back. All agents live on loopback, so the master must be on this machine.
 */

import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startZooKeeper } from '../test/support/zookeeper.ts'
import { freePort } from './free-port.ts'
import { cpuOf, rssOf } from './launch/memory.ts'
import { type AgentSockets, openAgentSockets } from './load/agent-sockets.ts'
import { seeded } from './load/chance.ts'
import { agentAt, busyFramework, jobFramework, SLOTS } from './load/cluster.ts'
import type { FrameworkState } from './load/framework.ts'
import { type FrameworkSockets, openFrameworkSockets } from './load/framework-sockets.ts'
import { foreignLeader, type Leader, startLeader } from './load/leader.ts'
import { median, report } from './measure.ts'

const { values: options } = parseArgs({
  allowNegative: true,
  options: {
    master: { type: 'string' },
    pid: { type: 'string' },
    agents: { type: 'string', default: '5000' },
    frameworks: { type: 'string', default: '200' },
    task: { type: 'string', default: '30' },
    watch: { type: 'string', default: '20' },
    jobs: { type: 'string', default: '10' },
    type: { type: 'string', default: 'application/x-protobuf' },
    zookeeper: { type: 'boolean', default: false },
    failover: { type: 'boolean', default: true },
    node: { type: 'string', multiple: true, default: [] },
    flag: { type: 'string', multiple: true, default: [] },
  },
})
const agentCount = Number(options.agents)
const taskSeconds = Number(options.task)
const type = options.type === 'application/json' ? 'application/json' : 'application/x-protobuf'
const JOB_SECONDS = 1
const random = seeded(7)
const registry = options.zookeeper ? ', ZooKeeper' : ''
const named = (what: string) => `load/${agentCount} agents${registry}/${what}`

const main = async (): Promise<void> => {
  const closing: (() => unknown)[] = []
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
  try {
    await run(await openLeader(closing), closing)
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

const openLeader = async (closing: (() => unknown)[]): Promise<Leader> => {
  if (options.master) return foreignLeader(options.master)
  const flags = [...options.flag]
  if (options.zookeeper) {
    const { servers, stop } = await startZooKeeper()
    closing.push(stop)
    flags.push(`--zk=zk://${servers[0]!.host}:${servers[0]!.port}/mesos`, '--zk_session_timeout=20secs')
  }
  const leader = await startLeader({ nodeFlags: options.node, flags })
  closing.push(leader.close)
  return leader
}

const run = async (leader: Leader, closing: (() => unknown)[]): Promise<void> => {
  const port = await freePort()
  const sharing = Math.ceil((3 * agentCount) / (openFiles() - 500)) // each address needs three files here
  const agents = Array.from({ length: agentCount }, (_, number) =>
    agentAt(number, port, sharing, { backoff: 0, retry: 10_000 }),
  )
  const sockets = await openAgentSockets({ agents, master: leader.address, random })
  closing.push(sockets.close)
  await register(leader, sockets)
  const frameworks = Array.from({ length: Number(options.frameworks) }, (_, number) =>
    busyFramework(number, taskSeconds, random),
  )
  const open = frameworks.map(state => openFrameworkSockets({ state, master: leader.address, type }))
  closing.push(() => {
    for (const each of open) each.close()
  })
  if (frameworks.length > 0) {
    await fill(leader, frameworks, open)
    await watch(leader, frameworks)
    await newcomers(leader)
  }
  for (const { complaints, name } of frameworks) if (complaints.length > 0) throw new Error(`${name}: ${complaints[0]}`)
  for (const each of open) each.close()
  if (options.failover && options.master === undefined) await failover(leader, sockets)
}

/** How many this process may have. */
const openFiles = (): number =>
  Number(/^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 1024)

const register = async (leader: Leader, sockets: AgentSockets) => {
  const before = usage(leader)
  const began = performance.now()
  sockets.start()
  await until('all agents are registered', 120, () => sockets.registered() === agentCount)
  const seconds = (performance.now() - began) / 1000
  report({ name: named('registrations'), value: agentCount / seconds, unit: 'agents/s', n: agentCount })
  await pause(2000)
  perUnit(leader, before, 'a registered agent', agentCount)
}

const fill = async (leader: Leader, frameworks: readonly FrameworkState[], open: readonly FrameworkSockets[]) => {
  const before = usage(leader)
  const began = performance.now()
  for (const each of open) each.subscribe()
  const running = () => frameworks.reduce((sum, { counts }) => sum + counts.running, 0)
  await until('all agents are busy', 4 * taskSeconds, () => running() >= 0.95 * SLOTS * agentCount)
  report({ name: named('all busy after'), value: (performance.now() - began) / 1000, unit: 's', n: 1 })
  perUnit(leader, before, 'a running task', running())
}

const watch = async (leader: Leader, frameworks: readonly FrameworkState[]) => {
  const finished = () => frameworks.reduce((sum, { counts }) => sum + counts.finished, 0)
  await pause(taskSeconds * 500) // until not all tasks are of the same age
  const before = { ...usage(leader), finished: finished(), at: performance.now() }
  const answers: number[] = []
  while (performance.now() < before.at + Number(options.watch) * 1000) {
    const began = performance.now()
    await (await fetch(`http://${leader.address}/health`)).arrayBuffer()
    answers.push(performance.now() - began)
    await pause(20)
  }
  const seconds = (performance.now() - before.at) / 1000
  const count = finished() - before.finished
  report({ name: named('tasks that end and are replaced'), value: count / seconds, unit: 'tasks/s', n: count })
  report({ name: named('answers of /health meanwhile, p50'), value: median(answers), unit: 'ms', n: answers.length })
  report({
    name: named('answers of /health meanwhile, slowest'),
    value: Math.max(...answers),
    unit: 'ms',
    n: answers.length,
  })
  if (leader.pid() === undefined) return
  const cpu = usage(leader).cpu - before.cpu
  report({ name: named('processor time of a task'), value: cpu / count, unit: 'ms', n: count })
  report({ name: named('processor used meanwhile'), value: cpu / 10 / seconds, unit: '%', n: 1 })
}

/** As NSDI'11: how much longer a new framework with one task takes than its task. */
const newcomers = async (leader: Leader) => {
  const overheads: number[] = []
  for (let number = 0; number < Number(options.jobs); number += 1) {
    const state = jobFramework(number, JOB_SECONDS)
    const began = performance.now()
    let ended: number | undefined
    const onEvent = () => void (ended ??= state.counts.finished > 0 ? performance.now() : undefined)
    const sockets = openFrameworkSockets({ state, master: leader.address, type, onEvent })
    sockets.subscribe()
    await until('the new framework has finished', 60, () => ended !== undefined || state.complaints.length > 0)
    if (state.complaints.length > 0) throw new Error(state.complaints[0])
    overheads.push((ended! - began) / 1000 - JOB_SECONDS)
    sockets.call({ type: 'TEARDOWN', framework_id: { value: state.id! } })
    await until('the framework is gone', 10, () => sockets.waiting === 0)
    sockets.close()
  }
  const [value, worst] = [median(overheads), Math.max(...overheads)]
  report({ name: named('overhead of a new framework, p50'), value, unit: 's', goal: 0.2, n: overheads.length })
  report({ name: named('overhead of a new framework, worst'), value: worst, unit: 's', goal: 0.2, n: overheads.length })
}

const failover = async (leader: Leader, sockets: AgentSockets) => {
  const began = performance.now()
  await leader.restart()
  const serving = performance.now()
  await until('all agents are registered again', 120, () => sockets.registered() === agentCount)
  const n = agentCount
  report({ name: named('failover, kill -9 to serving'), value: (serving - began) / 1000, unit: 's', n: 1 })
  report({
    name: named('failover, serving to all agents back'),
    value: (performance.now() - serving) / 1000,
    unit: 's',
    n,
  })
}

const usage = (leader: Leader) => {
  const pid = leader.pid() ?? Number(options.pid)
  return { cpu: cpuOf(pid), rss: rssOf(pid) }
}

/** What so many more of something cost the master. */
const perUnit = (leader: Leader, before: ReturnType<typeof usage>, what: string, n: number) => {
  if (leader.pid() === undefined && options.pid === undefined) return
  const { cpu, rss } = usage(leader)
  report({ name: named(`processor time of ${what}`), value: (cpu - before.cpu) / n, unit: 'ms', n })
  report({ name: named(`memory of ${what}, RSS`), value: ((rss - before.rss) * 1024) / n, unit: 'kB', n })
}

const until = async (what: string, seconds: number, is: () => boolean): Promise<void> => {
  const end = performance.now() + seconds * 1000
  while (!is()) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain until ${what}`)
    await pause(2)
  }
}

await main()
