import { rm } from 'node:fs/promises'
import { MantlError } from '../../src/errors.ts'
import { stopAptProxy } from './apt-proxy.ts'
import { removeCgroup, setFrozen } from './cgroups.ts'
import { endProcesses } from './host.ts'
import { type HostRecord, isLeftover, type LabRecord, labFolder, readRecords } from './lab-record.ts'
import { removeNetwork } from './network.ts'
import { kill, processesInNetworks, until } from './processes.ts'

/** Removes a lab in whatever state it is; what is missing already is no error. The last lab takes the package cache's proxy along. */
export const removeLab = async (record: LabRecord): Promise<void> => {
  const networks = [record.id, ...record.hosts.map(host => host.netns)]
  await Promise.all(record.hosts.map(endHost))
  await endAllIn(networks)
  await Promise.all(record.hosts.map(removeCgroups))
  await removeNetwork(networks)
  await rm(labFolder(record.id), { recursive: true, force: true })
  await stopAptProxy(async () => (await readRecords()).length > 0)
}

/** Removes the labs whose owner is gone; returns their ids. */
export const sweep = async (): Promise<string[]> => {
  const records = await readRecords()
  const leftover = await Promise.all(records.map(isLeftover))
  const gone = records.filter((_, index) => leftover[index])
  await Promise.all(gone.map(removeLab))
  return gone.map(record => record.id)
}

const endHost = async (host: HostRecord): Promise<void> => {
  await setFrozen(host.cgroups, false).catch(() => {})
  if (!(await endProcesses(host))) throw new MantlError('hosts.undead', `processes of host ${host.name} do not end`)
}

/** Programs that were started in the lab's network from outside: its relays, a CLI under test. */
const endAllIn = async (networks: readonly string[]): Promise<void> => {
  await until(async () => {
    const pids = await processesInNetworks(networks)
    for (const pid of pids) kill(pid)
    return pids.length === 0
  })
}

const removeCgroups = async (host: HostRecord): Promise<void> => {
  const removed = await until(async () => !(await Promise.all(host.cgroups.map(removeCgroup))).includes(false))
  if (!removed) throw new MantlError('hosts.undead', `a cgroup of host ${host.name} is still in use`)
}
