import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Paths } from '../paths.ts'
import type { GarbageCollector } from '../perform/collect-garbage.ts'
import { type FollowerState, ownerOf } from '../state.ts'
import { namesIn } from './files.ts'

/** Sandboxes of earlier runs of ours that nobody uses any more go in their time, counted from their last change. */
export const scheduleOldGarbage = (
  paths: Paths,
  state: FollowerState,
  garbage: GarbageCollector,
  after: number,
): void => {
  for (const agentId of folders(paths.agents)) {
    const frameworks = join(paths.agents, agentId, 'frameworks')
    for (const frameworkId of folders(frameworks)) {
      for (const executorId of folders(join(frameworks, frameworkId, 'executors'))) {
        const runs = join(frameworks, frameworkId, 'executors', executorId, 'runs')
        for (const containerId of folders(runs)) {
          if (ownerOf(state, containerId)) continue
          const sandbox = join(runs, containerId)
          const meta = paths.runMeta(agentId, { frameworkId, executorId, containerId })
          const since = statSync(sandbox, { throwIfNoEntry: false })?.mtimeMs
          garbage.schedule([sandbox, ...(existsSync(meta) ? [meta] : [])], after, since)
        }
      }
    }
  }
}

const folders = (folder: string): readonly string[] => namesIn(folder).filter(name => name !== 'latest')
