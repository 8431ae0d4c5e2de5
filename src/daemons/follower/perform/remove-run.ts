import { execFile } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { promisify } from 'node:util'
import { mountsBelow } from '../linux/mount-points.ts'
import { removeSandbox } from './remove-sandbox.ts'

const execute = promisify(execFile)
const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin' }

/** Within the sandbox of a run, or of an operator's container: its user may swap any folder on the way for a link. */
const nested = /^(?<root>.*?\/(?:runs|containers)\/[^/]+)\/containers\/./

/**
 * Removes folders of runs whole, by rm(1): it goes down by descriptors, so that a task of the same user that swaps a folder for a link
 * meanwhile leads it nowhere. Then those above that are empty by that. What is mounted below is unmounted before; what can't be keeps its
 * folder whole: a volume may be mounted there, also one of the same file system. Returns those that are left.
 */
export const removeRuns = async (folders: readonly string[]): Promise<readonly string[]> => {
  const free = await unmounted(folders)
  const plain = free.filter(folder => !nested.test(folder))
  await removeAll(plain)
  for (const folder of free.filter(one => !plain.includes(one))) {
    await removeSandbox(nested.exec(folder)!.groups!.root!, folder).catch(() => {})
  }
  for (const folder of plain) removeEmptyParents(folder)
  return folders.filter(isThere)
}

/** As an ordinary user we may not enter a folder whose mode forbids it, though it is ours: then it is opened, and once more. */
const removeAll = async (folders: readonly string[]): Promise<void> => {
  if (folders.length === 0) return
  const remove = () => execute('rm', ['-rf', '--one-file-system', '--', ...folders], { env })
  await remove().catch(async () => {
    const left = folders.filter(isThere)
    if (left.length === 0) return
    const open = ['-type', 'd', '!', '-perm', '-700', '-exec', 'chmod', 'u+rwx', '{}', ';', '-print0']
    await execute('find', ['-P', ...left, '-xdev', ...open], { env }).catch(() => {})
    await remove().catch(() => {})
  })
}

const unmounted = async (folders: readonly string[]): Promise<readonly string[]> => {
  const mounts = await mountsIn(folders)
  if (mounts.length === 0) return folders
  for (const point of mounts) await execute('umount', ['--', point], { env }).catch(() => {})
  const left = await mountsIn(folders)
  return folders.filter(folder => !left.some(point => point === folder || point.startsWith(`${folder}/`)))
}

const mountsIn = async (folders: readonly string[]): Promise<readonly string[]> => {
  const mountinfo = await readFile('/proc/self/mountinfo', 'utf8').catch(() => '')
  return mountsBelow(mountinfo, folders)
}

const isThere = (folder: string): boolean => lstatSync(folder, { throwIfNoEntry: false }) !== undefined

/** `…/frameworks/<id>/executors/<id>/runs/<id>`: at once, so that nobody can begin a new run meanwhile. */
const removeEmptyParents = (folder: string): void => {
  const runs = dirname(folder)
  if (basename(runs) !== 'runs' || existsSync(folder) || !holdsOnly(runs, ['latest'])) return
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
