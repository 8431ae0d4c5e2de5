import type * as Files from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { decode, encode, type Schema } from '../../../mesos/messages/codec/index.ts'
import { frameRecord, splitRecords } from './record-file.ts'

/** The part of node:fs that is needed to keep what must survive us, and to read it again. */
export type FileSystem = Pick<
  typeof Files,
  | 'closeSync'
  | 'existsSync'
  | 'fsyncSync'
  | 'lstatSync'
  | 'mkdirSync'
  | 'openSync'
  | 'readdirSync'
  | 'readFileSync'
  | 'readlinkSync'
  | 'renameSync'
  | 'rmSync'
  | 'truncateSync'
  | 'writeFileSync'
>

export type StoredFiles = ReturnType<typeof storedFiles>

/** Files of the work folder over a file system; the simulation has one that loses its power. `pid`: ours; `uuid`: a new one each time. */
export const storedFiles = (fs: FileSystem, pid: number, uuid: () => string) => {
  /** Replaces a file as a whole: whoever reads it finds the old content or the new one. `sync`: it survives a power cut too. */
  const writeWhole = (path: string, content: string | Uint8Array, sync = false): void => {
    fs.mkdirSync(dirname(path), { recursive: true })
    const temporary = `${path}.${pid}.tmp`
    const file = fs.openSync(temporary, 'w', 0o600)
    try {
      fs.writeFileSync(file, content) // all of it or an error, where one write may stop at a full disk
      if (sync) fs.fsyncSync(file)
    } finally {
      fs.closeSync(file)
    }
    fs.renameSync(temporary, path)
    if (sync) syncFolder(dirname(path))
  }

  /** What was created, renamed or linked in the folder survives a power cut. */
  const syncFolder = (folder: string): void => {
    const descriptor = fs.openSync(folder, 'r')
    try {
      fs.fsyncSync(descriptor)
    } finally {
      fs.closeSync(descriptor)
    }
  }

  const writeMessageFile = <T>(path: string, schema: Schema<T>, value: T, sync = false): void =>
    writeWhole(path, frameRecord(encode(schema, value)), sync)

  /** `undefined`: there is no such file, or it ends before its record does. Throws MantlError follower.checkpoint where it is garbage. */
  const readMessageFile = <T>(path: string, schema: Schema<T>): T | undefined => {
    const content = readBytes(path)
    const record = content && splitRecords(content).records[0]
    if (record === undefined) return undefined
    try {
      return decode(schema, record)
    } catch (cause) {
      throw unreadable(path, cause)
    }
  }

  /**
   * All whole records; what follows them is cut off for good, so that appending goes on from there. `damaged` hears of one that is garbage, and the records
   * end before it; absent: MantlError follower.checkpoint is thrown.
   */
  const readMessages = <T>(path: string, schema: Schema<T>, damaged?: (problem: MantlError) => void): readonly T[] => {
    const content = readBytes(path)
    if (content === undefined) return []
    const messages: T[] = []
    let good = 0
    for (const record of splitRecords(content).records) {
      try {
        messages.push(decode(schema, record))
      } catch (cause) {
        if (damaged === undefined) throw unreadable(path, cause)
        damaged(unreadable(path, cause))
        break
      }
      good += 4 + record.length
    }
    if (good < content.length) fs.truncateSync(path, good)
    return messages
  }

  const readText = (path: string): string | undefined => {
    const bytes = readBytes(path)
    return bytes && new TextDecoder().decode(bytes)
  }

  const readBytes = (path: string): Uint8Array | undefined => {
    try {
      return fs.readFileSync(path)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
      throw error
    }
  }

  /** Names in a folder, sorted; none where there is no folder. */
  const namesIn = (folder: string): readonly string[] => {
    try {
      return fs.readdirSync(folder).sort()
    } catch {
      return []
    }
  }

  /** The name that `latest` in a folder points to. */
  const latestIn = (folder: string): string | undefined => {
    try {
      return basename(fs.readlinkSync(join(folder, 'latest')))
    } catch {
      return undefined
    }
  }

  return {
    fs,
    uuid,
    writeWhole,
    syncFolder,
    writeMessageFile,
    readMessageFile,
    readMessages,
    readText,
    namesIn,
    latestIn,
  }
}

/** follower.checkpoint: it is garbage. */
export const unreadable = (path: string, cause: unknown): MantlError =>
  new MantlError('follower.checkpoint', `the checkpoint ${path} can't be read`, {
    hint: '--strict=false leaves out what is damaged, and goes on with the rest',
    cause,
  })
