import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import type { Jail } from './jail.ts'

/**
 * Where root may make mounts, what is fetched is confined. Elsewhere (no root, or in a container that may not) tasks see the same file system
 * as whoever fetches for them, with the same rights: what a link can reach then, the task reaches anyway. `folder`: it is made.
 */
export const findJail = (folder: string): Jail | undefined => {
  if (process.getuid?.() !== 0) return undefined
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const args = ['--mount', '--propagation=private', '--', 'mount', '-t', 'tmpfs', 'jail', folder]
  return spawnSync('unshare', args, { stdio: 'ignore' }).status === 0 ? { folder } : undefined
}
