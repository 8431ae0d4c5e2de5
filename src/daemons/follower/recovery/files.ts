import {
  appendFileSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { decode, encode, type Schema } from '../../../mesos/messages/codec/index.ts'
import { frameRecord, splitRecords } from './record-file.ts'

/** Replaces a file as a whole: whoever reads it finds the old content or the new one. `sync`: it survives a power cut too. */
export const writeWhole = (path: string, content: string | Uint8Array, sync = false): void => {
  mkdirSync(dirname(path), { recursive: true })
  const temporary = `${path}.${process.pid}.tmp`
  const file = openSync(temporary, 'w', 0o600)
  try {
    writeFileSync(file, content) // all of it or an error, where one write may stop at a full disk
    if (sync) fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
  if (sync) syncFolder(dirname(path))
}

/** What was created, renamed or linked in the folder survives a power cut. */
export const syncFolder = (folder: string): void => {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

export const writeMessageFile = <T>(path: string, schema: Schema<T>, value: T, sync = false): void =>
  writeWhole(path, frameRecord(encode(schema, value)), sync)

/**
 * A file that is written once, in a folder that exists. Half of it is told from the whole by the length that a record begins with, so
 * that it needs no second name.
 */
export const writeNewMessageFile = <T>(path: string, schema: Schema<T>, value: T): void =>
  writeFileSync(path, frameRecord(encode(schema, value)), { mode: 0o600 })

/** `sync`: it survives a power cut. */
export const appendMessage = <T>(path: string, schema: Schema<T>, value: T, sync = false): void =>
  appendFileSync(path, frameRecord(encode(schema, value)), { flush: sync })

/** `undefined`: there is no such file, or it ends before its record does. Throws MantlError follower.checkpoint where it is garbage. */
export const readMessageFile = <T>(path: string, schema: Schema<T>): T | undefined => {
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
export const readMessages = <T>(
  path: string,
  schema: Schema<T>,
  damaged?: (problem: MantlError) => void,
): readonly T[] => {
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
  if (good < content.length) truncateSync(path, good)
  return messages
}

/** follower.checkpoint: it is garbage. */
export const unreadable = (path: string, cause: unknown): MantlError =>
  new MantlError('follower.checkpoint', `the checkpoint ${path} can't be read`, {
    hint: '--strict=false leaves out what is damaged, and goes on with the rest',
    cause,
  })

export const readText = (path: string): string | undefined => readBytes(path)?.toString('utf8')

const readBytes = (path: string): Buffer | undefined => {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
}

/** Names in a folder, sorted; none where there is no folder. */
export const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

/** The link `latest` beside `target` points to it from now on. */
export const pointLatest = (target: string): void => {
  const link = join(dirname(target), 'latest')
  try {
    return symlinkSync(target, link)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const temporary = `${link}.${process.pid}.tmp`
  rmSync(temporary, { force: true })
  symlinkSync(target, temporary)
  renameSync(temporary, link)
}

/** The name that `latest` in a folder points to. */
export const latestIn = (folder: string): string | undefined => {
  try {
    return basename(readlinkSync(join(folder, 'latest')))
  } catch {
    return undefined
  }
}
