import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cgroupFolders } from '../../test/hosts/cgroups.ts'
import type { Lab } from '../../test/hosts/lab.ts'

export interface Cluster {
  readonly lab: Lab
  /** Of this cluster alone; the tools' home folders and settings lie in it. */
  readonly folder: string
  readonly inventory: string
  /** For programs started in the lab: a home with the lab's ssh configuration, nobody's caches but the release's. */
  readonly env: Readonly<Record<string, string>>
  /** CPU seconds that programs of this side have used so far. */
  spent: number
}

/** The first host leads and follows, the others follow; there is no ZooKeeper. */
export const modeOf = (index: number): string => (index === 0 ? 'mixed' : 'follower')

export const describeCluster = (lab: Lab, folder: string, cacheHome: string): Cluster => {
  const home = join(folder, 'home')
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 })
  copyFileSync(lab.sshConfigFile, join(home, '.ssh/config'))
  const inventory = join(folder, 'inventory.yml')
  const hosts = lab.hosts.map(
    ({ name, ip }, index) => `    ${name}: { ansible_host: ${ip}, mesos_mode: ${modeOf(index)} }\n`,
  )
  writeFileSync(inventory, `${inventoryHead}  hosts:\n${hosts.join('')}`)
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: home,
    XDG_CACHE_HOME: cacheHome,
    LC_ALL: 'C.UTF-8',
    SSH_AUTH_SOCK: '',
  }
  return { lab, folder, inventory, env, spent: 0 }
}

/** CPU seconds so far of all hosts and of this side: what other work on the machine does not change, as it does the wall's. */
export const cpuSeconds = async (cluster: Cluster): Promise<number> =>
  cluster.spent + hostSeconds(await accountsOf(cluster))

/** The files in which the kernel counts what each host uses. */
export const accountsOf = async ({ lab }: Cluster): Promise<readonly string[]> => {
  const groups = await Promise.all(lab.hosts.map(({ name }) => cgroupFolders(`${lab.id}-${name}`)))
  return groups.flatMap(folders => folders.filter(folder => folder.includes('cpuacct')).slice(0, 1))
}

export const hostSeconds = (accounts: readonly string[]): number =>
  accounts.reduce((sum, folder) => sum + Number(readFileSync(join(folder, 'cpuacct.usage'), 'utf8')) / 1e9, 0)

/** CPU seconds so far of a process, all that it started, and all of these that ended. */
export const treeSeconds = (pid: number): number => {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/.*\) /s, '').split(' ')
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
    const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) / 100, 0)
    return children.reduce((sum, child) => sum + treeSeconds(child), own)
  } catch {
    return 0
  }
}

const inventoryHead = `all:
  vars:
    ansible_user: root
    ansible_python_interpreter: /usr/bin/python3
    mesos_cluster: bench
    mesos_work_dir: /var/lib/mesos
`
