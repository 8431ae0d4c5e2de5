/**
 * How much longer a new framework with one task takes than its task, while 200 others keep all agents busy with tasks of 30 ± 10 s: the
 * NSDI'11 experiment, in process and under virtual time (load/timeline.ts), with 1,000 to 50,000 agents; and what each thing costs.
 *   npm run bench overhead -- [AGENTS …]
 */
import { setFlagsFromString } from 'node:v8'
import { seeded } from './load/chance.ts'
import { agentAt, busyFramework, jobFramework, SLOTS } from './load/cluster.ts'
import type { FrameworkState } from './load/framework.ts'
import { newTimeline, type Timeline } from './load/timeline.ts'
import { median, report } from './measure.ts'

setFlagsFromString('--max-old-space-size=8000') // leader, agents and frameworks live in this one process
const sizes = process.argv
  .slice(2)
  .filter(word => /^\d+$/.test(word))
  .map(Number)
const FRAMEWORKS = 200
const TASK_SECONDS = 30
const JOB_SECONDS = 1
const JOBS = 10
const WATCH_MS = 5000

const measure = (size: number): void => {
  const random = seeded(7)
  const timeline = newTimeline(random)
  const cost = (what: string, n: number, before: number) =>
    report({
      name: `overhead/${size} agents/leader's time for ${what}`,
      value: ((timeline.worked() - before) * 1000) / n,
      unit: 'µs',
      n,
    })

  const agents = Array.from({ length: size }, (_, number) => agentAt(number, 5051, 1, { backoff: 0, retry: 10_000 }))
  for (const agent of agents) timeline.agent(agent)
  must(timeline, 'all agents register', 600, () => timeline.leader.state.agents.registered.size === size)
  timeline.run(() => false, 100)
  cost('a registration', size, 0)

  let before = timeline.worked()
  const frameworks = Array.from({ length: FRAMEWORKS }, (_, number) => busyFramework(number, TASK_SECONDS, random))
  for (const each of frameworks) timeline.framework(each)
  must(timeline, 'all agents are busy', 600, () => sum(frameworks, 'running') >= 0.95 * SLOTS * size)
  cost('a first task', sum(frameworks, 'running'), before)
  timeline.run(() => false, TASK_SECONDS * 500)

  before = timeline.worked()
  const [ended, taken, began] = [sum(frameworks, 'finished'), timeline.taken(), timeline.now()]
  timeline.run(() => false, WATCH_MS)
  const tasks = sum(frameworks, 'finished') - ended
  cost('a task that ends and is replaced', tasks, before)
  cost('a message or call', timeline.taken() - taken, before)
  const load = (timeline.worked() - before) / (timeline.now() - began)
  report({
    name: `overhead/${size} agents/leader's load at ${Math.round(tasks / (WATCH_MS / 1000))} tasks a second`,
    value: load * 100,
    unit: '%',
    n: 1,
  })

  const overheads = Array.from({ length: JOBS }, (_, number) => overheadOf(timeline, number))
  const goal = 0.2
  report({ name: `overhead/${size} agents/p50`, value: median(overheads), unit: 's', goal, n: JOBS })
  report({ name: `overhead/${size} agents/worst`, value: Math.max(...overheads), unit: 's', goal, n: JOBS })
  for (const { complaints, name } of frameworks) if (complaints.length > 0) throw new Error(`${name}: ${complaints[0]}`)
}

const overheadOf = (timeline: Timeline, number: number): number => {
  const state = jobFramework(number, JOB_SECONDS)
  const began = timeline.now()
  const { call } = timeline.framework(state)
  must(timeline, 'the new framework has finished', 60, () => state.counts.finished > 0)
  const seconds = (timeline.now() - began) / 1000
  call({ type: 'TEARDOWN', framework_id: { value: state.id! } })
  timeline.run(() => false, 100)
  return seconds - JOB_SECONDS
}

const must = (timeline: Timeline, what: string, seconds: number, is: () => boolean): void => {
  if (!timeline.run(is, seconds * 1000)) throw new Error(`waited ${seconds} s in vain until ${what}`)
}

const sum = (frameworks: readonly FrameworkState[], what: 'running' | 'finished'): number =>
  frameworks.reduce((total, { counts }) => total + counts[what], 0)

for (const size of sizes.length > 0 ? sizes : [1000, 5000, 10_000, 50_000]) measure(size)
