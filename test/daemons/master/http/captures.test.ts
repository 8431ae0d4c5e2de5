import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { type CapturedExchange, capturedExchanges, capturesPresent } from '../../../mesos/captures.ts'
import { type Deliberate, deliberate } from './deliberate.ts'
import { bytes, replay } from './exchange.ts'
import { startLeader, type TestLeader } from './leader.ts'
import { situationOf } from './situation.ts'

const all = capturesPresent ? capturedExchanges() : []
const byName = new Map(all.map(exchange => [exchange.name, exchange]))
const json = (name: string) => JSON.parse(byName.get(name)!.response.body!.text!)

/** Groups of exchanges with one master in one situation, its v1 answers among them. The scheduler API has a test of its own. */
const groups = [
  '01-master-only/master',
  '02-after-tasks/master',
  '03-scheduler/running/master',
  '03-scheduler/group/master',
  '06-task-group/running-group/master',
  '09-running/master',
]
const isOurs = ({ name }: CapturedExchange) => !name.includes('/sched_err')

/** JSON has not the difference of 1 and 1.0: Mesos writes doubles with a decimal, JSON.stringify does not, and no reader can tell. */
describe.skipIf(!capturesPresent).each(groups)('what a real master answered: %s', group => {
  let leader: TestLeader
  beforeAll(async () => {
    const { flags } = json(`${group}/GET_flags`)
    const build = json(`${group}/v1_GET_VERSION`).get_version.version_info
    leader = await startLeader(
      situationOf(call => (byName.has(`${group}/v1_${call}`) ? json(`${group}/v1_${call}`) : completedTasks(group))),
      { flags, build },
    )
  })
  afterAll(() => leader.close())

  const exchanges = all.filter(({ name }) => name.startsWith(`${group}/`)).filter(isOurs)
  it.each(exchanges.map(exchange => [exchange.name.slice(group.length + 1), exchange] as const))(
    '%s',
    async (name, exchange) => expect(unexpected(name, await replay(leader, exchange))).toEqual([]),
  )
})

/** For the group where nobody asked for GET_TASKS: what /state, gzipped, tells of tasks there, all of them of completed frameworks. */
const completedTasks = (group: string) => ({
  type: 'GET_TASKS',
  get_tasks: {
    completed_tasks: completedIn(`${group}/GET_state_gzip`).map(
      ({ id, framework_id, executor_id, slave_id, resources, role, ...task }) => ({
        ...task,
        task_id: { value: id },
        framework_id: { value: framework_id },
        agent_id: { value: slave_id },
        ...(executor_id && { executor_id: { value: executor_id } }),
        resources: Object.entries<number | string>(resources)
          .filter(([, value]) => typeof value === 'number' && value > 0)
          .map(([name, value]) => ({ name, type: 'SCALAR', scalar: { value }, allocation_info: { role } })),
        statuses: task.statuses.map((status: object) => ({ ...status, task_id: { value: id } })),
      }),
    ),
  },
})

const completedIn = (name: string): readonly any[] =>
  JSON.parse(gunzipSync(bytes(byName.get(name)!.response.body)).toString()).completed_frameworks.flatMap(
    ({ completed_tasks }: { completed_tasks: readonly object[] }) => completed_tasks,
  )

interface Moment {
  /** Exchanges of group 05. */
  readonly exchanges: readonly string[]
  /** v1 answers that stand in for those after the tasks of group 02. */
  readonly says?: Readonly<Record<string, string>>
  readonly change?: (state: MasterState) => void
}

/** Group 05, the operators' conversation, in parts that follow from one situation each. */
const moments: readonly Moment[] = [
  {
    exchanges: [
      '001_quota_set',
      '002_quota_set_again',
      '003_quota_set_toobig',
      '004_quota_set_force',
      '005_quota_set_bad',
      '006_quota_set_star',
      '007_quota_get',
      '008_roles',
      '009_v1_GET_QUOTA',
      '010_v1_GET_ROLES',
      '011_quota_delete',
      '012_quota_delete_none',
      '013_v1_UPDATE_QUOTA',
      '014_v1_UPDATE_QUOTA_bad',
      '015_v1_SET_QUOTA',
      '016_v1_GET_QUOTA',
      '017_quota_get',
      '018_roles',
      '019_state',
      '020_v1_REMOVE_QUOTA',
      '021_v1_UPDATE_QUOTA_reset',
      '022_quota_delete',
      '023_quota_get_empty',
      '024_weights_put',
      '025_weights_put_neg',
      '026_weights_put_bad',
      '027_weights_get',
      '028_v1_UPDATE_WEIGHTS',
      '029_v1_GET_WEIGHTS',
      '030_weights_post',
    ],
  },
  {
    exchanges: [
      '031_reserve',
      '032_reserve_bad_agent',
      '033_reserve_toobig',
      '034_reserve_nores',
      '035_reserve_get',
      '036_v1_RESERVE_RESOURCES',
      '037_v1_CREATE_VOLUMES',
      '038_v1_CREATE_VOLUMES_dup',
      '039_slaves',
      '040_state',
      '041_v1_GET_AGENTS',
      '043_v1_GET_OPERATIONS',
      '045_v1_DESTROY_VOLUMES',
      '046_v1_UNRESERVE_RESOURCES',
      '047_unreserve',
      '048_destroy_volumes_bad',
      '049_create_volumes_bad',
    ],
  },
  {
    exchanges: [
      '050_maintenance_schedule_post',
      '051_maintenance_schedule_get',
      '052_maintenance_status',
      '053_v1_GET_MAINTENANCE_STATUS',
      '054_v1_GET_MAINTENANCE_SCHEDULE',
      '055_machine_up_bad',
      '056_machine_down_bad',
      '057_maintenance_schedule_bad',
      '058_maintenance_schedule_clear',
      '059_v1_UPDATE_MAINTENANCE_SCHEDULE',
      '060_v1_START_MAINTENANCE',
      '061_maintenance_status_down',
      '062_v1_STOP_MAINTENANCE',
    ],
  },
  {
    exchanges: [
      '063_logging_get',
      '064_logging_set',
      '065_logging_set_q',
      '066_logging_bad',
      '067_v1_SET_LOGGING_LEVEL',
    ],
  },
  { exchanges: ['068_teardown_none', '069_teardown_missing', '070_v1_TEARDOWN_none', '081_v1_MARK_AGENT_GONE_bad'] },
  {
    exchanges: [
      '071_v1_DEACTIVATE_AGENT',
      '072_slaves_deactivated',
      '073_v1_GET_AGENTS_deactivated',
      '074_v1_REACTIVATE_AGENT',
      '075_v1_DRAIN_AGENT',
      '076_slaves_drained',
      '077_v1_GET_AGENTS_drained',
      '079_v1_REACTIVATE_AGENT',
      '080_v1_DRAIN_AGENT_bad',
    ],
    says: { GET_AGENTS: '073_v1_GET_AGENTS_deactivated' },
  },
]

describe.skipIf(!capturesPresent)('what a real master answered to operators', () => {
  it.each(moments.map(moment => [moment.exchanges.join(', '), moment] as const))('%s', async (_, moment) => {
    const say = (call: string) =>
      json(moment.says?.[call] ? `05-operator/${moment.says[call]}` : `02-after-tasks/master/v1_${call}`)
    const state = situationOf(say)
    moment.change?.(state)
    const flags = json('02-after-tasks/master/GET_flags').flags
    const leader = await startLeader(state, { flags, build: say('GET_VERSION').get_version.version_info })
    const differences = []
    for (const name of moment.exchanges) {
      const found = unexpected(name, await replay(leader, byName.get(`05-operator/${name}`)!))
      differences.push(...found.map(difference => `${name}: ${difference}`))
    }
    await leader.close()
    expect(differences).toEqual([])
  })
})

const seen = new Set<Deliberate>()

const unexpected = (exchange: string, differences: readonly string[]): string[] =>
  differences.filter(found => {
    const known = deliberate.filter(each => each.exchange.test(exchange) && each.difference.test(found))
    for (const each of known) seen.add(each)
    return known.length === 0
  })

it.skipIf(!capturesPresent)('every deliberate difference is still one', () =>
  expect(
    deliberate.filter(each => !seen.has(each)).map(({ exchange, difference }) => `${exchange} ${difference}`),
  ).toEqual([]),
)

if (!capturesPresent) it.skip('what a real master answered: ../shared/captures is not there', () => {})
