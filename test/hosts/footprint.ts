import { readdir, readFile } from 'node:fs/promises'
import { labsFolder } from './cache.ts'
import { cgroupFolders } from './cgroups.ts'
import { identify } from './processes.ts'

/** What labs leave traces in, as names: comparing two of these tells what is left behind. */
export interface Footprint {
  readonly cgroups: readonly string[]
  readonly networks: readonly string[]
  readonly mounts: readonly string[]
  readonly labs: readonly string[]
  /** Supervisors and relays, as command lines. */
  readonly processes: readonly string[]
}

/** Counts what belongs to the labs named, or to any lab. */
export const footprint = async (lab = 'mantl-'): Promise<Footprint> => {
  const own = (names: readonly string[]) => names.filter(name => name.includes(lab)).sort()
  const [groups, networks, mounts, labs, processes] = await Promise.all([
    groupsOfCaller(),
    readdir('/run/netns').catch(() => []),
    readFile('/proc/self/mounts', 'utf8'),
    readdir(labsFolder()).catch(() => []),
    commandLines(),
  ])
  const points = mounts.split('\n').map(line => line.split(' ')[1] ?? '')
  return {
    cgroups: own(groups),
    networks: own(networks),
    mounts: own(points),
    labs: own(labs),
    processes: own(processes),
  }
}

const groupsOfCaller = async (): Promise<string[]> => {
  const parents = (await cgroupFolders('x')).map(folder => folder.slice(0, -1))
  return (await Promise.all(parents.map(async parent => (await readdir(parent)).map(name => parent + name)))).flat()
}

const commandLines = async (): Promise<string[]> => {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name)).map(Number)
  const lines = pids
    .filter(pid => pid !== process.pid)
    .map(async pid => ((await identify(pid)) ? await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '') : ''))
  return (await Promise.all(lines)).map(line => line.replaceAll('\0', ' '))
}
