import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { detectCgroups } from './cgroup-roots.ts'
import { copyCpuset } from './cpuset.ts'

/**
 * --agent_subsystems: this process, and all that it starts without a container, goes into the cgroup `<root>/slave` of these controllers,
 * where an operator can limit it. Throws MantlError follower.cgroups.
 */
export const enterAgentCgroups = (mount: string, root: string, controllers: string, pid: number): void => {
  const found = detectCgroups(mount)
  const names = controllers.split(',').flatMap(name => name.trim() || [])
  const missing = names.filter(name => !found?.controllers.includes(name))
  if (missing.length > 0) {
    throw new MantlError('follower.cgroups', `--agent_subsystems: the machine has no cgroups of ${missing.join(', ')}`)
  }
  const folders = found?.kind === 'v2' ? [join(root, 'slave')] : names.map(name => join(name, root, 'slave'))
  for (const folder of new Set(folders)) enter(mount, folder, pid)
}

const enter = (mount: string, folder: string, pid: number): void => {
  try {
    mkdirSync(join(mount, folder), { recursive: true })
    if (folder.startsWith('cpuset/')) copyCpuset(mount, folder)
    writeFileSync(join(mount, folder, 'cgroup.procs'), String(pid))
  } catch (cause) {
    throw new MantlError('follower.cgroups', `the agent can't enter the cgroup ${join(mount, folder)}`, { cause })
  }
}
