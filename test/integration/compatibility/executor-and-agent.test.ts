import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shapeDifferences } from '../../daemons/master/http/shape.ts'
import { capturesPresent } from '../../mesos/captures.ts'
import { type Daemon, eventually, newLab } from '../master/daemons.ts'
import { startFramework } from '../master/framework.ts'
import { agentOf, type Deliberate, differences, exchangesOf, idle, openStream, streamOf, unmeant } from './replay.ts'

const RUN = '2345153f-a1c4-4ced-8157-2bb789e05096'
const MASTER = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'

const deliberate: readonly Deliberate[] = [
  {
    exchange: /GET_/,
    difference: /(^|frameworks|executors|tasks|get_containers): (\d+ items, not \d+|not there)$/,
    why: 'how many run and have ended is of the run',
  },
  {
    exchange: /GET_/,
    difference: /statistics\/(processes|threads|cpus_limit): not there/,
    why: 'told of more containers',
  },
  {
    exchange: /GET_/,
    difference: /\/(role: missing|roles: not there)$/,
    why: 'the captured framework was not MULTI_ROLE, this one is',
  },
  {
    exchange: /GET_monitor_statistics\.json$/,
    difference: /^status 200/,
    why: 'tools of before 1.8 ask for this name',
  },
  {
    exchange: /GET_(slave\(1\)_)?(state|flags)$/,
    difference: /^\/flags\/(xfs_|check_agent_port|container_ports|enforce_container|resources).*: not there$/,
    why: 'other isolators were compiled in, other flags were given',
  },
  {
    exchange: /GET_(slave\(1\)_)?(state|flags)$/,
    difference: /^\/flags\/(appc_|docker_|fetcher_cache_dir|help|launcher|launcher_dir|version).*: missing$/,
    why: 'later: images, the fetcher cache and launchers; help and version end the program here',
  },
  {
    exchange: /GET_(STATE|TASKS|EXECUTORS)$/,
    difference: /(executor_pid|command\/arguments): missing$/,
    why: 'a command task needs no executor process',
  },
  {
    exchange: /state$/,
    difference: /completed_executors\/0\/type: not there$/,
    why: 'one rendering for all executors',
  },
  {
    exchange: /GET_(STATE|TASKS)$/,
    difference: /completed_tasks\/0\/status_update_(state|uuid): missing$/,
    why: 'open: Mesos keeps the last update on an ended task, we forget it once acknowledged',
  },
]

const lab = newLab()
let leader: Daemon
let follower: Daemon
let agentId: string
beforeAll(async () => {
  leader = await lab.leader()
  follower = await lab.agent(leader.address)
  agentId = await agentOf(leader.address)
})
afterAll(() => lab.end())

const found = new Map<string, readonly string[]>()
const named = (group: string, end: string) => exchangesOf(group).find(({ name }) => name.endsWith(end))!

describe.skipIf(!capturesPresent)('captured exchanges (need ../shared/captures)', () => {
  it('of a custom executor and its scheduler: the same answers, events of the same shape', async () => {
    const say = async (
      group: string,
      end: string,
      address: string,
      ids: readonly (readonly [string | RegExp, string])[],
    ) => found.set(`${group}${end}`, await differences(named(group, end), address, ids))
    const scheduler = await openStream(named('04-custom-executor/', 'scheduler_stream'), leader.address, [])
    const { subscribed } = await scheduler.next(({ type }) => type === 'SUBSCRIBED')
    const { offers } = await scheduler.next(({ type }) => type === 'OFFERS')
    const ids: [string | RegExp, string][] = [
      [`${RUN}-0012`, subscribed.framework_id.value],
      [`${RUN}-S0`, agentId],
      [`${RUN}-O19`, offers.offers[0].id.value],
      [/58320473-ffb2-43b1-a127-91e4934e3f13/g, scheduler.headers.get('mesos-stream-id')!],
      ['python3 /srv/mesos-tools/httpexec.py', 'sleep 1000'],
    ]
    await say('04-custom-executor/', 'call_ACCEPT', leader.address, ids)
    await eventually('the executor is started', async () => {
      const { frameworks } = (await (await fetch(`http://${follower.address}/state`)).json()) as any
      return frameworks.some(({ executors }: any) => executors.length > 0) || undefined
    })
    const executor = await openStream(named('executor/', 'executor_stream'), follower.address, ids)
    await executor.next(({ type }) => type === 'LAUNCH')
    await say('executor/', 'call_bad_update', follower.address, ids)
    await say('executor/', 'call01_UPDATE_TASK_RUNNING', follower.address, ids)
    await say('executor/', 'call_MESSAGE', follower.address, ids)
    await scheduler.next(({ update }) => update?.status.state === 'TASK_RUNNING')
    await say('04-custom-executor/', 'call_ACK_TASK_RUNNING', leader.address, ids)
    await say('04-custom-executor/', 'call_MESSAGE', leader.address, ids)
    await say('04-custom-executor/', 'call_KILL', leader.address, ids)
    await executor.next(({ type }) => type === 'KILL')
    await say('executor/', 'call02_UPDATE_TASK_KILLED', follower.address, ids)
    await scheduler.next(({ update }) => update?.status.state === 'TASK_KILLED')
    await say('04-custom-executor/', 'call_ACK_TASK_KILLED', leader.address, ids)
    await executor.next(({ acknowledged }) => acknowledged?.uuid === 'UyRBOAMPShytvrPxjXjl7A==')
    await say('04-custom-executor/', 'call_SHUTDOWN', leader.address, ids)
    await executor.next(({ type }) => type === 'SHUTDOWN')
    await scheduler.next(({ type }) => type === 'FAILURE')
    await say('04-custom-executor/', 'call_TEARDOWN', leader.address, ids)
    compare('executor', executor.records, streamOf('executor/executor_stream'))
    compare('scheduler', scheduler.records, streamOf('04-custom-executor/scheduler_stream'))
    executor.close()
    scheduler.close()
  })

  it('of an agent after tasks: the same answers', async () => {
    const framework = await startFramework(leader.address)
    const first = await framework.offer()
    await framework.launch(first, 't', 'echo hi')
    const second = await eventually('the rest is offered', async () => {
      const offer = await framework.offer()
      return offer.id.value === first.id.value ? undefined : offer
    })
    await framework.launch(second, 'runs', 'sleep 1000')
    await framework.status('runs', ({ state }) => state === 'TASK_RUNNING')
    await framework.status('t', ({ state }) => state === 'TASK_FINISHED')
    await eventually('the agent has heard of the acknowledgement', async () => {
      const body = JSON.stringify({ type: 'GET_TASKS' })
      const headers = { 'content-type': 'application/json', accept: 'application/json' }
      const answer = await fetch(`http://${follower.address}/api/v1`, { method: 'POST', headers, body })
      const { completed_tasks = [] } = ((await answer.json()) as any).get_tasks
      const ended = completed_tasks.find(({ task_id }: any) => task_id.value === 't')
      return (ended !== undefined && ended.status_update_state === undefined) || undefined
    })
    const latest = await eventually('the sandbox is attached', async () => {
      const paths = (await (await fetch(`http://${follower.address}/files/debug`)).json()) as Record<string, string>
      return Object.values(paths).find(path => path.includes('/executors/t/runs/'))
    })
    const ids: [string | RegExp, string][] = [
      [
        new RegExp(
          `/srv/mesos-run/a35051/slaves/${MASTER}-S0/frameworks/${MASTER}-0000/executors/t/runs/${MASTER}`,
          'g',
        ),
        latest,
      ],
    ]
    const skip = /sandbox[23]|__processes__|files_debug/
    for (const exchange of exchangesOf('02-after-tasks/agent/').filter(({ name }) => !skip.test(name))) {
      found.set(exchange.name, await differences(exchange, follower.address, ids))
    }
    framework.close()
    expect(readFileSync(join(latest, 'stdout'), 'utf8')).toBe('hi\n')
  })

  it('differ only where it is meant', () => {
    expect(unmeant(deliberate, found)).toEqual([])
    expect(idle(deliberate, found)).toEqual([])
  })
})

const compare = (who: string, ours: readonly any[], theirs: readonly any[]) => {
  for (const event of theirs) {
    const kind = kindOf(event)
    const mine = ours.find(one => kindOf(one) === kind)
    found.set(`${who} ${kind}`, mine ? shapeDifferences(withoutTotals(mine), withoutTotals(event)) : ['never came'])
  }
}

const kindOf = ({ type, update, acknowledged }: any) => `${type} ${update?.status.state ?? acknowledged?.uuid ?? ''}`

/** What a host has is its own. */
const withoutTotals = (event: any): unknown =>
  JSON.parse(JSON.stringify(event), (key, value) =>
    key === 'agent_info' || value?.allocation_info ? { ...value, resources: [] } : value,
  )
