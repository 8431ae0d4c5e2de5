import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Paths } from '../paths.ts'
import type { GarbageCollector } from '../perform/collect-garbage.ts'
import type { FollowerState } from '../state.ts'
import { namesIn } from './files.ts'

/**
 * What earlier runs of ours left and nobody uses any more goes in its time, counted from its last change: sandboxes, each with what was
 * remembered of it, and agents that we were before, whole.
 */
export const scheduleOldGarbage = (
  paths: Paths,
  state: FollowerState,
  garbage: GarbageCollector,
  after: number,
): void => {
  const own = state.info.id?.value
  const used = new Set(
    [...state.frameworks.values()].flatMap(({ executors }) => [...executors.values()].map(one => one.containerId)),
  )
  for (const agentId of new Set([...folders(paths.agents), ...folders(paths.agentsMeta)])) {
    const runs = runsOf(paths, agentId)
    if (agentId !== own && runs.every(({ containerId }) => !used.has(containerId))) {
      const since = Math.max(0, ...runs.map(run => run.since), changed(join(paths.agents, agentId)))
      garbage.schedule([join(paths.agents, agentId), paths.agentMeta(agentId)].filter(existsSync), after, since)
      continue
    }
    for (const { containerId, folders, since } of runs) {
      if (!used.has(containerId)) garbage.schedule(folders, after, since)
    }
    forgetEmpty(paths, agentId, state)
  }
}

interface OldRun {
  readonly containerId: string
  /** The sandbox, and what was remembered of it: where they are there. */
  readonly folders: readonly string[]
  readonly since: number
}

const runsOf = (paths: Paths, agentId: string): readonly OldRun[] => {
  const keys = [paths.agents, paths.agentsMeta].flatMap(root => runKeys(join(root, agentId, 'frameworks')))
  return [...new Set(keys)].map(key => {
    const both = [paths.agents, paths.agentsMeta].map(root => join(root, agentId, 'frameworks', key)).filter(existsSync)
    return { containerId: key.slice(key.lastIndexOf('/') + 1), folders: both, since: Math.max(...both.map(changed)) }
  })
}

/** `<framework>/executors/<executor>/runs/<container>` */
const runKeys = (frameworks: string): readonly string[] =>
  folders(frameworks).flatMap(frameworkId =>
    folders(join(frameworks, frameworkId, 'executors')).flatMap(executorId =>
      folders(join(frameworks, frameworkId, 'executors', executorId, 'runs')).map(
        containerId => `${frameworkId}/executors/${executorId}/runs/${containerId}`,
      ),
    ),
  )

/** Frameworks that were remembered and never came to run anything, or whose last run is gone. */
const forgetEmpty = (paths: Paths, agentId: string, state: FollowerState): void => {
  for (const frameworkId of folders(join(paths.agentMeta(agentId), 'frameworks'))) {
    const folder = paths.frameworkMeta(agentId, frameworkId)
    const executors = folders(join(folder, 'executors'))
    const empty = executors.every(id => folders(join(folder, 'executors', id, 'runs')).length === 0)
    if (empty && !state.frameworks.has(frameworkId)) rmSync(folder, { recursive: true, force: true })
  }
}

const changed = (folder: string): number => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0

const folders = (folder: string): readonly string[] => namesIn(folder).filter(name => name !== 'latest')
