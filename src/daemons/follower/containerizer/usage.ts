import { setImmediate } from 'node:timers/promises'
import type { ContainerStatus } from '../../../mesos/messages/container.ts'
import type { ResourceStatistics } from '../../../mesos/messages/statistics.ts'
import { type CgroupLayout, cgroupMembers, readCgroupFiles } from '../linux/cgroups.ts'
import type { ProcStat } from '../linux/proc-stat.ts'
import { membersOf, type ProcessRef } from '../linux/process-tree.ts'
import { allProcesses, readProcess } from '../linux/processes.ts'
import type { Isolator, IsolatorSettings, ProcessUsage } from './isolators/isolator.ts'

const ticksPerSecond = 100
const pageBytes = 4096

/**
 * What a container uses now, as far as its isolators can tell. Who asks for many is answered in turn, so that nobody else waits; without
 * cgroups all share one look at the processes.
 */
export const readUsage = (
  isolators: readonly Isolator[],
  settings: IsolatorSettings,
  cgroups: CgroupLayout | undefined,
  containerId: string,
  first: ProcessRef | undefined,
): Promise<Partial<ResourceStatistics>> => {
  const work = () => read(isolators, settings, cgroups, containerId, first)
  return cgroups ? inTurn(work) : work()
}

const sliceMillis = 5
let sliceEnds = 0
let last: Promise<unknown> = Promise.resolve()

const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const mine = last.then(async () => {
    if (performance.now() > sliceEnds) {
      await setImmediate()
      sliceEnds = performance.now() + sliceMillis
    }
    return work()
  })
  last = mine.catch(() => {})
  return mine
}

const read = async (
  isolators: readonly Isolator[],
  settings: IsolatorSettings,
  cgroups: CgroupLayout | undefined,
  containerId: string,
  first: ProcessRef | undefined,
): Promise<Partial<ResourceStatistics>> => {
  const processes = sumUp(await processesOf(cgroups, containerId, first))
  const paths = cgroups ? readable(isolators, cgroups) : []
  const readings = cgroups ? readCgroupFiles(cgroups, containerId, paths) : new Map<string, string>()
  return Object.assign({}, ...isolators.map(({ usage }) => usage?.(readings, processes, settings) ?? {}))
}

const known = new WeakMap<CgroupLayout, Map<readonly Isolator[], readonly string[]>>()

/** Files that this kernel has in every cgroup of containers: what it lacks is asked for once, not for each container. */
const readable = (isolators: readonly Isolator[], cgroups: CgroupLayout): readonly string[] => {
  const found = known.get(cgroups)?.get(isolators)
  if (found !== undefined) return found
  const all = isolators.flatMap(({ readings }) => readings?.[cgroups.kind] ?? [])
  const paths = [...readCgroupFiles(cgroups, '', all).keys()]
  known.set(cgroups, new Map([[isolators, paths]]))
  return paths
}

/** What a container was given, as its isolators know it. */
export const readStatus = (
  isolators: readonly Isolator[],
  cgroups: CgroupLayout,
  containerId: string,
): Partial<ContainerStatus> => {
  const paths = isolators.flatMap(({ given }) => given?.[cgroups.kind] ?? [])
  if (paths.length === 0) return {}
  const readings = readCgroupFiles(cgroups, containerId, paths)
  return Object.assign({}, ...isolators.map(({ status }) => status?.(readings) ?? {}))
}

const processesOf = async (
  cgroups: CgroupLayout | undefined,
  containerId: string,
  first: ProcessRef | undefined,
): Promise<readonly ProcStat[]> => {
  if (cgroups) return cgroupMembers(cgroups, containerId).flatMap(member => readProcess(member) ?? [])
  return first === undefined ? [] : membersOf(first, await allProcesses())
}

const sumUp = (all: readonly ProcStat[]): ProcessUsage => ({
  processes: all.length,
  threads: all.reduce((sum, { threads }) => sum + threads, 0),
  userSeconds: all.reduce((sum, { userTicks }) => sum + userTicks, 0) / ticksPerSecond,
  systemSeconds: all.reduce((sum, { systemTicks }) => sum + systemTicks, 0) / ticksPerSecond,
  rssBytes: all.reduce((sum, { rssPages }) => sum + rssPages, 0) * pageBytes,
})
