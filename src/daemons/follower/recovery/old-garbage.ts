import { existsSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import type { Paths } from '../paths.ts'
import type { GarbageCollector } from '../perform/collect-garbage.ts'
import { type FollowerState, ownerOf } from '../state.ts'
import { namesIn } from './files.ts'

/** Folders that are looked at before others have their turn. */
const atOnce = 50

/**
 * What earlier runs of ours left and nobody uses any more goes in its time, counted from its last change: sandboxes, each with what was
 * remembered of it, and agents that we were before, whole. There may be very many: tasks are launched meanwhile, and are in the state
 * before they are on disk.
 */
export const scheduleOldGarbage = async (
  paths: Paths,
  state: FollowerState,
  garbage: GarbageCollector,
  after: number,
): Promise<void> => {
  for (const agentId of new Set([...folders(paths.agents), ...folders(paths.agentsMeta)])) {
    const old: OldRun[] = []
    let used = false
    for (const [index, key] of [...(await runKeys(paths, agentId))].entries()) {
      if (index % atOnce === 0) await setImmediate()
      if (ownerOf(state, key.slice(key.lastIndexOf('/') + 1))) used = true
      else old.push(oldRun(paths, agentId, key))
    }
    if (agentId === state.info.id?.value || used) {
      for (const { folders, since } of old) garbage.schedule(folders, after, since)
      await forgetEmpty(paths, agentId, state)
    } else {
      const since = Math.max(0, ...old.map(run => run.since), changed(join(paths.agents, agentId)))
      garbage.schedule([join(paths.agents, agentId), paths.agentMeta(agentId)].filter(existsSync), after, since)
    }
  }
}

interface OldRun {
  /** The sandbox, and what was remembered of it: where they are there. */
  readonly folders: readonly string[]
  readonly since: number
}

const oldRun = (paths: Paths, agentId: string, key: string): OldRun => {
  const both = [paths.agents, paths.agentsMeta].map(root => join(root, agentId, 'frameworks', key)).filter(existsSync)
  return { folders: both, since: Math.max(0, ...both.map(changed)) }
}

/** `<framework>/executors/<executor>/runs/<container>` */
const runKeys = async (paths: Paths, agentId: string): Promise<ReadonlySet<string>> => {
  const keys = new Set<string>()
  let looked = 0
  for (const root of [paths.agents, paths.agentsMeta]) {
    const frameworks = join(root, agentId, 'frameworks')
    for (const frameworkId of folders(frameworks)) {
      for (const executorId of folders(join(frameworks, frameworkId, 'executors'))) {
        if (++looked % atOnce === 0) await setImmediate()
        const runs = `${frameworkId}/executors/${executorId}/runs`
        for (const containerId of folders(join(frameworks, runs))) keys.add(`${runs}/${containerId}`)
      }
    }
  }
  return keys
}

/** Frameworks that were remembered and never came to run anything, or whose last run is gone. */
const forgetEmpty = async (paths: Paths, agentId: string, state: FollowerState): Promise<void> => {
  for (const frameworkId of folders(join(paths.agentMeta(agentId), 'frameworks'))) {
    await setImmediate()
    const folder = paths.frameworkMeta(agentId, frameworkId)
    const ran = folders(join(folder, 'executors')).some(id => folders(join(folder, 'executors', id, 'runs')).length > 0)
    if (!ran && !state.frameworks.has(frameworkId)) rmSync(folder, { recursive: true, force: true })
  }
}

const changed = (folder: string): number => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0

const folders = (folder: string): readonly string[] => namesIn(folder).filter(name => name !== 'latest')
