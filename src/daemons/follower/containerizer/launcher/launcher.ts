import { type FSWatcher, mkdirSync, rmSync, watch } from 'node:fs'
import type { Parts } from '../../../../runtime/parts.ts'
import type { Disk } from '../../disk/disk.ts'
import { signalProcess } from '../../linux/processes.ts'
import { dropEarlierBoot } from './earlier-boot.ts'
import { readOwnRights } from './own-rights.ts'
import type { ShimPrograms } from './programs.ts'
import {
  parseRecordFile,
  readEnd,
  readRecord,
  readStart,
  recordedKeys,
  recordFile,
  removalSteps,
} from './record-files.ts'
import type { EndRecord, StartRecord } from './records.ts'
import { type ShimOrder, startShim } from './start-shim.ts'
import type { Starter } from './starter.ts'

export interface LauncherListener {
  readonly started: (key: string, record: StartRecord) => void
  readonly ended: (key: string, record: EndRecord) => void
  /** The shim is gone without a word on the end. */
  readonly lost: (key: string) => void
}

export interface Records {
  readonly started: StartRecord | undefined
  readonly ended: EndRecord | undefined
  /** What `reserve` was told. */
  readonly description?: string
}

/** Starts containers and notices what becomes of them, through files that survive the follower. */
export interface Launcher {
  /**
   * From now on the container is `known`, so that a follower that dies in the middle of a launch finds what there is to clean up.
   * `description`: what a later follower must know of it. `undo`: what is going to be prepared for it; absent: nothing.
   */
  reserve(key: string, description: string, undo?: string): Promise<void>
  /** Throws MantlError follower.launch or follower.programs; nothing runs then. */
  launch(order: ShimOrder): Promise<void>
  /** Records found of a container: after a restart, or when its shim has vanished. */
  read(key: string): Records
  /** What was prepared for it (preparations/prepare.ts); the empty text: nothing. */
  undo(key: string): string
  /** Reads in parts what earlier followers have left, so that the first question for each container takes no time. */
  recall(): Parts<void>
  /** Of one that an earlier follower has started: its shim is known again. */
  adopt(key: string): Records
  /** Containers that have records here. */
  known(): readonly string[]
  /** Whatever is on its way does not start any more. */
  withdraw(key: string): void
  /** The records are no longer needed. */
  forget(key: string): Promise<void>
  /** Whether a process of this number records how a container ends. */
  isShim(pid: number): boolean
  /** Tells of shims that are gone without a word. */
  look(): void
  close(): void
}

/** `folder`: where the records are kept. `bootId` changes with each boot. `starter`: closed with the launcher; absent, all shims are children of ours. */
export const createLauncher = (
  folder: string,
  bootId: string,
  programs: ShimPrograms,
  disk: Disk,
  listener: LauncherListener,
  starter?: Starter,
): Launcher => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  dropEarlierBoot(folder, bootId)
  const told = new Set<string>()
  /** Of shims: those of earlier followers too, by key. */
  const pids = new Set<number>()
  const adopted = new Map<string, number>()
  const once = (name: string, tell: () => void) => {
    if (told.has(name)) return
    told.add(name)
    tell()
  }
  const look = (key: string, kind: 'started' | 'ended') => {
    const started = told.has(`${key}.started`) ? undefined : readStart(folder, key)
    if (started) once(`${key}.started`, () => listener.started(key, started))
    const ended = kind === 'started' || told.has(`${key}.ended`) ? undefined : readEnd(folder, key)
    if (ended) once(`${key}.ended`, () => listener.ended(key, ended))
  }
  const watcher: FSWatcher = watch(folder, (_, name) => {
    const file = name === null ? undefined : parseRecordFile(name)
    if (file?.kind === 'started' || file?.kind === 'ended') look(file.key, file.kind)
  })
  // Somebody removed the folder: the ends of containers are then noticed by the shims' own.
  watcher.on('error', () => {})
  const remove = async (key: string): Promise<void> => {
    await disk.done(removalSteps(folder, key))
    pids.delete(adopted.get(key) ?? 0)
    adopted.delete(key)
    told.delete(`${key}.started`)
    told.delete(`${key}.ended`)
  }
  const shims = new Map<string, Shim>()
  /** Their shims still have their last word to write. */
  const forgotten = new Set<string>()
  const over = (key: string, shim: Shim) => {
    if (shim.pid !== undefined) pids.delete(shim.pid)
    if (shims.get(key) !== shim) return
    shims.delete(key)
    if (forgotten.delete(key)) return void remove(key).catch(() => {}) // the next follower finds it
    look(key, 'ended')
    if (!told.has(`${key}.ended`)) listener.lost(key)
  }
  const makers = { folder, programs, rights: readOwnRights(), disk, ...(starter ? { starter } : {}) }
  /** What does not change any more, and was not asked for yet. */
  const recalled = new Map<string, Omit<Records, 'ended'>>()
  const readBeginning = (key: string): Omit<Records, 'ended'> => {
    const description = readRecord(folder, key, 'container')
    return { started: readStart(folder, key), ...(description === undefined ? {} : { description }) }
  }
  const read = (key: string): Records => {
    const beginning = recalled.get(key) ?? readBeginning(key)
    recalled.delete(key)
    return { ...beginning, ended: readEnd(folder, key) }
  }
  return {
    reserve: async (key, description, undo) => {
      await disk.done([
        { do: 'write', path: recordFile(folder, key, 'container'), content: description },
        ...(undo === undefined ? [] : [{ do: 'write', path: recordFile(folder, key, 'undo'), content: undo } as const]),
      ])
    },
    launch: async order => {
      const shim: Shim = { since: performance.now(), own: true }
      shims.set(order.key, shim)
      const begun = (pid: number) => {
        shim.pid = pid
        pids.add(pid)
      }
      try {
        shim.own = !(await startShim(makers, order, { begun, over: () => over(order.key, shim) }))
      } catch (error) {
        shims.delete(order.key)
        throw error
      }
    },
    isShim: pid => pids.has(pid),
    look: () => {
      const silent = performance.now() - longestSilenceMillis
      for (const [key, shim] of shims) {
        if (shim.own) continue
        if (shim.pid === undefined ? shim.since < silent : !signalProcess(shim.pid, 0)) over(key, shim)
      }
    },
    read,
    *recall() {
      for (const key of recordedKeys(folder)) {
        yield
        const beginning = readBeginning(key)
        if (beginning.started && beginning.description !== undefined) recalled.set(key, beginning)
      }
    },
    adopt: key => {
      const records = read(key)
      const { shim } = records.started ?? {}
      if (shim !== undefined) {
        pids.add(shim)
        adopted.set(key, shim)
      }
      return records
    },
    undo: key => readRecord(folder, key, 'undo') ?? '',
    known: () => recordedKeys(folder),
    withdraw: key => rmSync(recordFile(folder, key, 'container'), { force: true }),
    forget: async key => {
      // One that root among the tasks has stopped would wait for ever; to others it says nothing.
      const silent = told.has(`${key}.ended`) ? undefined : (shims.get(key)?.pid ?? readStart(folder, key)?.shim)
      if (silent !== undefined) signalProcess(silent, 'SIGCONT')
      if (shims.has(key)) forgotten.add(key)
      await remove(key)
    },
    close: () => {
      watcher.close()
      starter?.close()
    },
  }
}

interface Shim {
  pid?: number
  readonly since: number
  /** A child of ours, whose end we hear of. */
  own: boolean
}

/** A shim says who it is within a ms; one that was killed before it could does not. */
const longestSilenceMillis = 10_000
