import { access, constants, stat } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'
import { mountedControllers } from './cgroups.ts'
import { debianPackages } from './packages.ts'

const programs = ['apt-cacher-ng', 'flock', 'ip', 'mmdebstrap', 'nsenter', 'setpriv', 'socat', 'ssh-keygen', 'unshare']
const controllers = ['cpu', 'freezer', 'memory', 'pids']

/** What stands in the way of test hosts on this machine, in words; empty when nothing does. */
export const canRunHosts = async (): Promise<string[]> => {
  if (process.platform !== 'linux') return ['Linux is needed']
  if (process.getuid?.() !== 0) return ['root is needed']
  const found = await Promise.all([missingPrograms(), missingControllers(), missingNamespaces()])
  return found.flat()
}

const missingPrograms = async (): Promise<string[]> => {
  const missing: string[] = []
  for (const program of programs) if (!(await isOnPath(program))) missing.push(program)
  if (missing.length === 0) return []
  return [`not on the PATH: ${missing.join(', ')} (apt-get install ${debianPackages.join(' ')})`]
}

const isOnPath = async (program: string): Promise<boolean> => {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const tries = folders.map(folder =>
    access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    ),
  )
  return (await Promise.all(tries)).includes(true)
}

const missingControllers = async (): Promise<string[]> => {
  const mounted = await mountedControllers()
  const missing = controllers.filter(name => !mounted.includes(name))
  return missing.length > 0 ? [`cgroup controllers of version 1 are not mounted: ${missing.join(', ')}`] : []
}

const missingNamespaces = async (): Promise<string[]> => {
  const argv = ['--mount', '--uts', '--ipc', '--pid', '--net', '--cgroup', '--fork', 'true']
  const { failed, stderr } = await execa('unshare', argv, { reject: false })
  const overlay = await stat('/sys/module/overlay').then(() => true, hasOverlay)
  return [
    ...(failed ? [`namespaces cannot be made: ${stderr || 'unshare fails'}`] : []),
    ...(overlay ? [] : ['the kernel has no overlay file system']),
  ]
}

const hasOverlay = async (): Promise<boolean> => {
  const { stdout } = await execa('grep', ['-w', 'overlay', '/proc/filesystems'], { reject: false })
  return stdout !== ''
}
