import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import type { Logger } from '../../../runtime/logger.ts'
import { type Jail, withinJail } from './jail.ts'
import { environment } from './run-as.ts'

/**
 * Where root may make mounts, what is fetched is confined. Elsewhere (no root, or in a container that may not) tasks see the same file system
 * as whoever fetches for them, with the same rights: what a link can reach then, the task reaches anyway. `folder`: it is made.
 */
export const findJail = (folder: string, log: Logger): Jail | undefined => {
  if (process.getuid?.() !== 0) return undefined
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const [program = '', ...args] = withinJail({ folder }, undefined, ['sh', '-c', ':'])
  const { status, stderr } = spawnSync(program, args, { cwd: folder, env: environment, encoding: 'utf8' })
  if (status === 0) return { folder }
  log.warning('what is fetched is not confined to the sandbox', { reason: stderr?.trim() })
  return undefined
}
