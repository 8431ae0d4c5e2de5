import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Layer } from './base-image.ts'
import { labsFolder } from './cache.ts'
import { bootId, isAlive, type ProcessIdentity } from './processes.ts'
import { writeJson } from './write-json.ts'

/** What becomes process 1 of a host: a whole system, or sshd alone. */
export type HostInit = 'systemd' | 'sshd'

/** `index`: its number in the lab, from 0. `cgroups`: its groups, one a hierarchy. `disk`: megabytes of a file system of its own. */
export interface HostRecord {
  readonly name: string
  readonly ip: string
  readonly index: number
  readonly netns: string
  readonly layer: Layer
  readonly init: HostInit
  readonly cgroups: readonly string[]
  readonly disk?: number
}

/** All that must be known to remove a lab after its owner is gone; written before anything of it exists. */
export interface LabRecord {
  readonly id: string
  /** The process whose death makes the lab a leftover; absent for a lab that stays until it is taken down. */
  readonly owner?: ProcessIdentity
  readonly boot: string
  /** The controller's address in the lab's network. */
  readonly address: string
  readonly hosts: readonly HostRecord[]
  /** Of each layer in use the folders for overlay, topmost first; empty until they are built. */
  readonly images: Partial<Record<Layer, readonly string[]>>
}

export const labFolder = (id: string): string => join(labsFolder(), id)
export const hostFolder = (id: string, name: string): string => join(labFolder(id), 'hosts', name)

export const writeRecord = (record: LabRecord): Promise<void> => writeJson(recordFile(record.id), record)
const recordFile = (id: string): string => join(labFolder(id), 'lab.json')

export const readRecords = async (): Promise<LabRecord[]> => {
  const ids = await readdir(labsFolder()).catch(() => [])
  const texts = await Promise.all(ids.map(id => readFile(recordFile(id), 'utf8').catch(() => undefined)))
  return texts.flatMap(text => (text ? [JSON.parse(text) as LabRecord] : []))
}

/** Its owner is dead, or the machine was booted since. */
export const isLeftover = async (record: LabRecord): Promise<boolean> =>
  record.boot !== (await bootId()) || (record.owner !== undefined && !(await isAlive(record.owner)))
