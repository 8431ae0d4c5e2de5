import { execFile } from 'node:child_process'
import { readdirSync, rmdirSync, rmSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/**
 * Removes folders of runs whole, by rm(1): it goes down by descriptors, so that a task of the same user that swaps a folder for a link
 * meanwhile leads it nowhere. Then those above that are empty by that.
 */
export const removeRuns = async (folders: readonly string[]): Promise<void> => {
  await run('rm', ['-rf', '--', ...folders], { env: { PATH: '/usr/bin:/bin' } })
  for (const folder of folders) removeEmptyParents(folder)
}

/** `…/frameworks/<id>/executors/<id>/runs/<id>`: at once, so that nobody can begin a new run meanwhile. */
const removeEmptyParents = (folder: string): void => {
  const runs = dirname(folder)
  if (basename(runs) !== 'runs' || !holdsOnly(runs, ['latest'])) return
  const executor = dirname(runs)
  rmSync(executor, { recursive: true, force: true })
  const executors = dirname(executor)
  if (!holdsOnly(executors, [])) return
  rmdirSync(executors)
  rmSync(dirname(executors), { recursive: true, force: true })
}

/** False also where there is no such folder. */
const holdsOnly = (folder: string, names: readonly string[]): boolean => {
  try {
    return readdirSync(folder).every(name => names.includes(name))
  } catch {
    return false
  }
}
