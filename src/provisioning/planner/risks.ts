import type { Change, RestartUnit, WriteFile } from '../model/change.ts'
import { changesOf, type Plan } from '../model/plan.ts'
import { followerUnit, leaderUnit } from '../operations/units/service.ts'

/** Of whom a cluster needs a majority, or one. */
export interface Ensemble {
  readonly unit: string
  /** Its hosts by the inventory, whether they take part in the run or not. */
  readonly members: number
}

/**
 * What people could lose while the plan is carried out, in words: the quorum, the leader, tasks. Empty when nothing that runs is touched.
 * `ensembles`: how many hosts run each unit of which several stand in for one another.
 */
export const risksOf = (
  plan: Plan,
  ensembles: { readonly zookeeper: Ensemble; readonly leaders: number },
): readonly string[] => [
  ...quorumRisk(plan, ensembles.zookeeper),
  ...leaderRisk(plan, ensembles.leaders),
  ...followerRisk(plan),
  ...replacedRisk(plan),
  ...changesOf(plan).flatMap(({ host, change }) => (change.kind === 'write-file' ? movedRisk(host, change) : [])),
]

const quorumRisk = (plan: Plan, { unit, members }: Ensemble): string[] => {
  const restarted = restartsOf(plan, unit).length
  if (restarted === 0) return []
  const grown = grownFrom(plan)
  if (members === 2 && grown === 0)
    return [
      'ZooKeeper grows from one server to two: it stands still, and elections with it, from the restart of the first until both serve; what it holds stays. From then on both must be up, so let a third follow in the next run',
    ]
  if (members === 3 && grown === 2)
    return [
      'ZooKeeper grows from two servers to three: while one of the two restarts there may be no quorum, and no leader until it is back',
    ]
  if (members < 3)
    return [
      `ZooKeeper has ${members === 1 ? 'one server' : 'two servers'}: whenever one restarts there is no quorum, and no leader until it is back`,
    ]
  return [
    `${restarted} of ${members} ZooKeeper servers restart, one after another: the quorum holds as long as no other one fails meanwhile`,
  ]
}

/** How many servers those knew of that learn a longer list: 0 for one that was alone. Undefined where no list grows. */
const grownFrom = (plan: Plan): number | undefined =>
  changesOf(plan)
    .flatMap(({ change }) => (change.kind === 'write-file' && change.path.endsWith('/zoo.cfg') ? [change] : []))
    .filter(({ before }) => before !== undefined && before !== '')
    .map(({ before = '', content }) => [serversIn(before), serversIn(content.text)] as const)
    .find(([then, now]) => then < now)?.[0]

const serversIn = (text: string): number => text.match(/^server\./gm)?.length ?? 0

const leaderRisk = (plan: Plan, leaders: number): string[] => {
  const restarted = restartsOf(plan, leaderUnit).length
  if (restarted === 0) return []
  if (leaders === 1) return ['the only leader restarts: frameworks and agents wait for it, tasks go on']
  return restarted < leaders
    ? []
    : ['every leader restarts, one after another: another one takes over meanwhile, tasks go on']
}

/** Does not hold where followers are drained before. */
export const followerRisk = (plan: Plan): string[] => {
  const restarted = restartsOf(plan, followerUnit).length
  if (restarted === 0) return []
  const followers = restarted === 1 ? 'a follower restarts' : `${restarted} followers restart`
  return [`${followers}: tasks go on, but executors of frameworks that do not checkpoint end`]
}

const replacedRisk = (plan: Plan): string[] =>
  changesOf(plan).flatMap(({ host, change }) =>
    change.kind === 'stop-unit' && /^mesos-(slave|agent)$/.test(change.unit)
      ? [
          `${host}: the tasks of ${change.unit} end, and ours registers as a new agent: drain it before (docs/upgrading.md)`,
        ]
      : [],
  )

const restartsOf = (plan: Plan, unit: string): readonly RestartUnit[] =>
  changesOf(plan).flatMap(({ change }) => (isRestart(change) && change.unit === unit && change.running ? [change] : []))

const isRestart = (change: Change): change is RestartUnit => change.kind === 'restart-unit'

/** Settings that say where the past is kept: with another value it is not found any more. */
const places: readonly { readonly setting: RegExp; readonly lost: string }[] = [
  {
    setting: /^MESOS_WORK_DIR=.*$/m,
    lost: 'it starts with an empty folder: a follower as a new agent without its tasks and volumes, a leader without its registry',
  },
  { setting: /^MESOS_RUNTIME_DIR=.*$/m, lost: 'the follower does not find its containers again: its tasks end' },
  {
    setting: /^(?:MESOS_ZK|MESOS_MASTER)="?zk:\/\/[^/"]*(\/[^"\n]*)/m,
    lost: 'leaders begin with an empty registry there: every agent registers as a new one, and its tasks end',
  },
  {
    setting: /^dataDir=.*$/m,
    lost: 'the ZooKeeper server starts empty and copies from the others; a single one has lost everything',
  },
]

const movedRisk = (host: string, { path, before, content }: WriteFile): string[] => {
  if (before === undefined || before === '' || content.secret) return []
  return places.flatMap(({ setting, lost }) => {
    const [was, is] = [setting.exec(before), setting.exec(content.text)]
    if (was === null || is === null || (was[1] ?? was[0]) === (is[1] ?? is[0])) return []
    return [`${host}: ${path} changes ${was[0]} to ${is[0]}: ${lost}`]
  })
}
