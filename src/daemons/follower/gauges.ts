import { nonRevocable, revocable } from '../../mesos/resources/index.ts'
import type { Metrics } from '../../runtime/metrics.ts'
import { counters } from './counters.ts'
import { scalar } from './resources/totals.ts'
import { usedResources } from './resources/used.ts'
import type { Executor, FollowerState } from './state.ts'
import type { VolumeGids } from './volume-gids/volume-gids.ts'

const kinds = ['cpus', 'gpus', 'mem', 'disk'] as const

/** Every name of facts/metrics.md 4 that means something here, from the first snapshot on. */
export const addGauges = (metrics: Metrics, state: FollowerState, now: () => number): void => {
  for (const name of counters) metrics.counter(name)
  for (const kind of kinds) {
    const total = () => scalar(state.info.resources ?? [], kind)
    const used = () => scalar(nonRevocable(usedResources(state)), kind)
    const revocableTotal = () => scalar(state.oversubscribed ?? [], kind)
    const revocableUsed = () => scalar(revocable(usedResources(state)), kind)
    metrics.gauge(`slave/${kind}_total`, total)
    metrics.gauge(`slave/${kind}_used`, used)
    metrics.gauge(`slave/${kind}_percent`, () => (total() === 0 ? 0 : used() / total()))
    metrics.gauge(`slave/${kind}_revocable_total`, revocableTotal)
    metrics.gauge(`slave/${kind}_revocable_used`, revocableUsed)
    metrics.gauge(`slave/${kind}_revocable_percent`, () =>
      revocableTotal() === 0 ? 0 : revocableUsed() / revocableTotal(),
    )
  }
  metrics.gauge('resource_provider_manager/subscribed', () => 0)
  metrics.gauge('slave/registered', () => (state.phase === 'running' ? 1 : 0))
  metrics.gauge('slave/uptime_secs', () => (now() - state.startTime) / 1000)
  metrics.gauge('slave/frameworks_active', () => state.frameworks.size)
  const executors = (wanted: Executor['state']) => () =>
    allExecutors(state).filter(({ state: is }) => is === wanted).length
  metrics.gauge('slave/executors_registering', executors('registering'))
  metrics.gauge('slave/executors_running', executors('running'))
  metrics.gauge('slave/executors_terminating', executors('terminating'))
  for (const task of ['staging', 'starting', 'running', 'killing']) {
    const wanted = `TASK_${task.toUpperCase()}`
    metrics.gauge(`slave/tasks_${task}`, () => countTasks(state, wanted))
  }
}

export const addVolumeGidGauges = (metrics: Metrics, volumeGids: Pick<VolumeGids, 'figures'>): void => {
  metrics.gauge('volume_gid_manager/volume_gids_total', () => volumeGids.figures().total)
  metrics.gauge('volume_gid_manager/volume_gids_free', () => volumeGids.figures().free)
}

/** `has`: whether a container has a file system of its own. */
export const addRootfsGauge = (metrics: Metrics, state: FollowerState, has: (containerId: string) => boolean): void => {
  metrics.gauge('containerizer/mesos/filesystem/containers_new_rootfs', () => {
    const ids = [...allExecutors(state).map(({ containerId }) => containerId), ...state.containers.keys()]
    return ids.filter(has).length
  })
}

const allExecutors = (state: FollowerState): readonly Executor[] =>
  [...state.frameworks.values()].flatMap(({ executors }) => [...executors.values()])

const countTasks = (state: FollowerState, wanted: string): number =>
  allExecutors(state).reduce(
    (sum, { tasks }) => sum + [...tasks.values()].filter(({ task }) => task.state === wanted).length,
    0,
  )
