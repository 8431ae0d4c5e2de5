/**
 * Tasks through one agent, on the v1 scheduler API alone. Without arguments against daemons of ours on loopback, with posix and (as
 * root) cgroups isolation; `--master HOST:PORT` takes any Mesos master with one agent instead.
 *   BENCH_RUNS=5      rounds of 100 tasks
 *   BENCH_SINGLE=50   tasks one after the other
 *   BENCH_SHORT=500   short tasks, at most 100 at once
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Daemons, fromSource, type Starts } from './launch/daemons.ts'
import { Framework } from './launch/framework.ts'
import { countOf, cpuOf, pssOf, rssOf } from './launch/memory.ts'
import { unpackedRelease } from './launch/unpacked-release.ts'
import { inFolder, withDaemons } from './launch/with-daemons.ts'
import { median, report, seconds } from './measure.ts'

const { values } = parseArgs({ options: { master: { type: 'string' } } })
const rounds = Number(process.env.BENCH_RUNS ?? 5)
const singles = Number(process.env.BENCH_SINGLE ?? 50)
const shorts = Number(process.env.BENCH_SHORT ?? 500)
const many = 100
const command = 'exec sleep 1000'

const main = async (folder: string): Promise<void> => {
  if (values.master !== undefined) return measure(values.master, 'given master')
  const isolations = ['posix/cpu,posix/mem', ...(process.getuid?.() === 0 ? ['cgroups/cpu,cgroups/mem'] : [])]
  for (const isolation of isolations) {
    const name = isolation.split('/')[0]!
    await withDaemons(daemons => measure(daemons.master, name, daemons), join(folder, name), isolation)
  }
  await bareSpawn()
  await idle(folder, 'source', fromSource)
  await idle(folder, 'released', await unpackedRelease(join(folder, 'release'), join(folder, 'cache')))
}

const measure = async (master: string, name: string, daemons?: Daemons): Promise<void> => {
  const framework = new Framework(master)
  try {
    await framework.subscribe()
    await oneByOne(framework, name)
    await atOnce(framework, name, daemons)
    await shortTasks(framework, name)
  } finally {
    await framework.close()
  }
}

const oneByOne = async (framework: Framework, name: string): Promise<void> => {
  const took: number[] = []
  for (let count = 0; count < singles + 5; count += 1) {
    const { ids, began, reached } = await framework.launch(command, 1, 'TASK_RUNNING')
    if (count >= 5) took.push(reached[0]! - began) // the first ones compile
    await framework.kill(ids)
  }
  report({ name: `launch/${name}/one task to TASK_RUNNING, p50`, value: median(took), unit: 'ms', n: took.length })
  report({
    name: `launch/${name}/one task to TASK_RUNNING, p99`,
    value: percentile(took, 99),
    unit: 'ms',
    n: took.length,
  })
}

const percentile = (numbers: readonly number[], rank: number): number =>
  numbers.toSorted((a, b) => a - b)[Math.ceil((numbers.length * rank) / 100) - 1]!

const atOnce = async (framework: Framework, name: string, daemons?: Daemons): Promise<void> => {
  const launched: number[] = []
  const killed: number[] = []
  const added: number[] = []
  const processes: number[] = []
  const spent = { leader: [] as number[], follower: [] as number[] }
  const ours = daemons === undefined ? [] : [daemons.leader, daemons.follower]
  for (let round = 0; round < rounds; round += 1) {
    const [leader = 0, follower = 0] = ours.map(cpuOf)
    const before = { pss: pssOf(ours), count: countOf(ours), leader, follower }
    const { ids, began, reached } = await framework.launch(command, many, 'TASK_RUNNING')
    launched.push((Math.max(...reached) - began) / 1000)
    await pause(500)
    if (daemons) spent.leader.push((cpuOf(daemons.leader) - before.leader) / many)
    if (daemons) spent.follower.push((cpuOf(daemons.follower) - before.follower) / many)
    added.push((pssOf(ours) - before.pss) / many)
    processes.push((countOf(ours) - before.count) / many)
    killed.push(await seconds(() => framework.kill(ids)))
    await pause(500)
  }
  report({ name: `launch/${name}/${many} tasks, launch`, value: median(launched), unit: 's', n: rounds })
  report({ name: `launch/${name}/${many} tasks, kill`, value: median(killed), unit: 's', n: rounds })
  if (daemons === undefined) return
  for (const [who, took] of Object.entries(spent))
    report({ name: `launch/${name}/launching a task, ${who}`, value: median(took), unit: 'CPU ms', n: rounds })
  report({ name: `launch/${name}/memory a task adds, PSS`, value: median(added), unit: 'MB', n: rounds })
  report({ name: `launch/${name}/processes a task adds`, value: median(processes), unit: '', n: rounds })
}

const shortTasks = async (framework: Framework, name: string): Promise<void> => {
  const batch = 25
  const pending = new Set<Promise<unknown>>()
  const took = await seconds(async () => {
    for (let started = 0; started < shorts; started += batch) {
      while (pending.size * batch >= many) await Promise.race(pending)
      const { tasks } = await framework.start('true', batch, 'TASK_FINISHED')
      const all: Promise<unknown> = Promise.all(tasks.map(({ reached }) => reached)).then(() => pending.delete(all))
      pending.add(all)
    }
    await Promise.all(pending)
  })
  report({ name: `launch/${name}/short tasks, sustained`, value: shorts / took, unit: 'tasks/s', n: 1 })
}

/** The floor: the same command as processes of Node's own. */
const bareSpawn = async (): Promise<void> => {
  const single: number[] = []
  const start = async () => {
    const child = spawn('/bin/sh', ['-c', command], { stdio: 'ignore', detached: true })
    await once(child, 'spawn')
    return child
  }
  const stop = async (children: readonly Awaited<ReturnType<typeof start>>[]) => {
    const gone = children.map(child => once(child, 'exit'))
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(gone)
  }
  const launched: number[] = []
  const killed: number[] = []
  for (let count = 0; count < singles; count += 1) {
    const began = performance.now()
    const child = await start()
    single.push(performance.now() - began)
    await stop([child])
  }
  for (let round = 0; round < rounds; round += 1) {
    let children: Awaited<ReturnType<typeof start>>[] = []
    launched.push(await seconds(async () => (children = await Promise.all(Array.from({ length: many }, start)))))
    killed.push(await seconds(() => stop(children)))
  }
  report({ name: 'launch/bare spawn/one', value: median(single), unit: 'ms', n: singles })
  report({ name: `launch/bare spawn/${many}, launch`, value: median(launched), unit: 's', n: rounds })
  report({ name: `launch/bare spawn/${many}, kill`, value: median(killed), unit: 's', n: rounds })
}

const idle = (folder: string, name: string, starts: Starts): Promise<void> =>
  withDaemons(
    async ({ leader, follower }) => {
      await pause(5000)
      report({ name: `launch/idle leader, ${name}, RSS`, value: rssOf(leader), unit: 'MB', n: 1 })
      report({ name: `launch/idle follower, ${name}, RSS`, value: rssOf(follower), unit: 'MB', n: 1 })
      const value = pssOf([leader, follower])
      report({ name: `launch/idle leader and follower, ${name}, PSS`, value, unit: 'MB', n: 1 })
    },
    join(folder, `idle-${name}`),
    'posix/cpu,posix/mem',
    starts,
  )

await inFolder('launch', main)
