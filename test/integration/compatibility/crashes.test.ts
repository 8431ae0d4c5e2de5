import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import type { TaskInfo, TaskStatus } from '../../../src/mesos/messages/task.ts'
import { eventually, newLab } from '../master/daemons.ts'
import { startSteadyFramework } from './steady-framework.ts'

/** MANTL_CRASHES: how often a daemon is killed; more for a run by hand. */
const crashes = Number(process.env.MANTL_CRASHES ?? 6)
const TERMINAL = /^TASK_(FINISHED|FAILED|KILLED|ERROR|LOST|DROPPED|GONE)$/

const lab = newLab()
afterEach(() => lab.end())

/** A task that notes how it ends, so that what is reported can be held against what happened. */
const task = (id: string, number: number, folder: string, agent_id: { value: string }): TaskInfo => ({
  name: id,
  task_id: { value: id },
  agent_id,
  resources: [
    { name: 'cpus', type: 'SCALAR', scalar: { value: 0.1 } },
    { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
  ],
  command: { value: `sleep 0.${number % 10}; echo ${number % 3} >> ${folder}/${id}; exit ${number % 3}` },
})

const byTask = (statuses: readonly TaskStatus[], id: string) => statuses.filter(({ task_id }) => task_id.value === id)
const ends = (statuses: readonly TaskStatus[], id: string) =>
  byTask(statuses, id).filter(({ state }) => TERMINAL.test(state))

it('kill -9 of leader and follower at any moment: every end is reported once, and no task is lost', {
  timeout: 300_000 + crashes * 20_000,
}, async () => {
  const leader = await lab.leader()
  const fast = ['--registration_backoff_factor=50ms', '--executor_registration_timeout=10secs']
  const agent = await lab.agent(leader.address, fast)
  const folder = join(agent.folder, 'ends')
  mkdirSync(folder)
  let made = 0
  let making = true
  const framework = startSteadyFramework(leader.address, ({ agent_id }) =>
    making ? [0, 1, 2].map(() => task(`t${++made}`, made, folder, agent_id)) : [],
  )
  try {
    await eventually('tasks run', () => framework.statuses.length > 5 || undefined)
    const killed: number[] = []
    const killLeader = async () => {
      killed.push(Date.now())
      await leader.kill()
      leader.start()
    }
    for (let crash = 0; crash < crashes; crash++) {
      await sleep((crash * 397) % 1300) // at ever other places of what goes on
      if (crash % 3 !== 0) {
        await agent.kill()
        agent.start()
      }
      if (crash % 3 === 0 || crash % 4 === 3) await killLeader() // in some rounds both
      const before = framework.statuses.length
      await eventually('something is reported again', () => framework.statuses.length > before || undefined)
    }
    making = false
    const accepted = () => [...framework.accepted.keys()]
    const statesOf = (id: string) => byTask(framework.statuses, id).map(({ state }) => state)
    const unknown = (id: string) => statesOf(id).includes('TASK_UNKNOWN')
    const open = () => accepted().filter(id => ends(framework.statuses, id).length === 0 && !unknown(id))
    let asked = 0
    await eventually('every task that was accepted has ended', async () => {
      if (open().length === 0) return true
      // a launch that died with the leader left no trace; who asks is told TASK_UNKNOWN, as in Mesos
      if (++asked % 40 === 0) await framework.reconcile(open())
      return undefined
    }).catch(error => {
      const left = open().map(id => `${id}: ${byTask(framework.statuses, id).map(s => `${s.state}/${s.source}`)}`)
      throw new Error(`${error.message}: ${left.join('; ')}\n${leader.log().slice(-2000)}\n${agent.log().slice(-2000)}`)
    })
    for (const id of accepted()) {
      const reported = ends(framework.statuses, id)
      const wrote = existsSync(join(folder, id)) ? readFileSync(join(folder, id), 'utf8') : ''
      const number = Number(id.slice(1))
      const byAgent = reported.filter(({ uuid }) => uuid !== undefined)
      expect(new Set(byAgent.map(({ uuid }) => uuid)).size, `${id}: one end, however often it is sent`).toBeLessThan(2)
      if (unknown(id)) expect([wrote, new Set(statesOf(id))], id).toEqual(['', new Set(['TASK_UNKNOWN'])])
      // what ran, ran once, and is reported as it ended
      if (wrote !== '') {
        expect(wrote, id).toBe(`${number % 3}\n`)
        expect(byAgent[0]?.state, `${id}: ${JSON.stringify(reported)}`).toBe(
          number % 3 === 0 ? 'TASK_FINISHED' : 'TASK_FAILED',
        )
      }
    }
    expect(accepted().filter(unknown).length).toBeLessThanOrEqual(3 * killed.length)
    const ran = accepted().filter(id => existsSync(join(folder, id)))
    expect(ran.length).toBeGreaterThan(crashes)
  } finally {
    framework.stop()
  }
})
