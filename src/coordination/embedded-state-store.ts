import { closeSync, fchmodSync, openSync, realpathSync } from 'node:fs'
import { type FileHandle, open as openFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MantlError } from '../errors.ts'
import { settle } from './batch.ts'
import { fenced, newer, notLoaded } from './registry-errors.ts'
import { type Area, areas, type Change, type Entry, type StateStore } from './state-store.ts'
import { writeQueue } from './write-queue.ts'

/** Raise it when the tables change; an older mantl then refuses the file. */
const schemaVersion = 1
const busyMs = 5_000
const mode = 0o600

const tables = `
  CREATE TABLE IF NOT EXISTS entry (area TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (area, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS epoch (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL);
  INSERT OR IGNORE INTO epoch VALUES (1, 0);
  PRAGMA user_version = ${schemaVersion};`

/**
 * The registry in one file, readable by its owner alone. SQLite writes its log and does not wait for the disk, which would keep the whole
 * process waiting; that is done here, aside, before anybody hears that a write is durable. The fence is the same as in ZooKeeper: `load` raises the epoch, and a write
 * happens in a transaction that finds the epoch as this store left it. Throws 'registry.corrupt', 'registry.newer', 'registry.unusable'.
 */
export const embeddedStateStore = (path: string): StateStore => {
  const database = explained(path, () => open(path))
  const queue = writeQueue()
  const statements = prepared(database)
  let epoch: number | undefined
  let log: FileHandle | undefined

  /** What was committed is on the disk when it resolves. */
  const onDisk = async (): Promise<void> => {
    try {
      log ??= await openLog(realpathSync(path))
      await log.datasync()
    } catch (error) {
      throw unusable(path, error)
    }
  }

  const transaction = <T>(work: () => T): T =>
    explained(path, () => {
      database.exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        database.exec('COMMIT')
        return result
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    })

  const currentEpoch = (): number => Number(statements.epoch.get()?.number)

  return {
    load: () =>
      queue.run(async () => {
        const entries = transaction(() => {
          epoch = currentEpoch() + 1
          database.prepare('UPDATE epoch SET number = ?').run(epoch)
          return known(database.prepare('SELECT area, key, value FROM entry').all().map(entryOf))
        })
        await onDisk()
        return entries
      }),
    write: async changes => {
      const settled = settle(changes)
      return queue.run(async () => {
        transaction(() => {
          if (epoch === undefined) throw notLoaded()
          if (currentEpoch() !== epoch) throw fenced(`another leader opened ${path}`)
          for (const change of settled) apply(statements, change)
        })
        await onDisk()
      })
    },
    close: async () => {
      await queue.idle()
      await log?.close()
      log = undefined
      if (database.isOpen) database.close()
    },
  }
}

const open = (path: string): DatabaseSync => {
  // Made first, with its mode: SQLite gives the journals the mode of the file.
  const file = openSync(path, 'a', mode)
  fchmodSync(file, mode)
  closeSync(file)
  const database = new DatabaseSync(path, { timeout: busyMs })
  try {
    checkVersion(database, path)
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;${tables}`)
    if (database.prepare('PRAGMA quick_check').get()?.quick_check !== 'ok') throw corrupt(path)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** SQLite's log beside the file, with its name in the folder on the disk too. */
const openLog = async (path: string): Promise<FileHandle> => {
  const folder = await openFile(dirname(path))
  await folder.sync().finally(() => folder.close())
  return openFile(`${path}-wal`)
}

const checkVersion = (database: DatabaseSync, path: string): void => {
  const found = Number(database.prepare('PRAGMA user_version').get()?.user_version)
  if (found <= schemaVersion) return
  throw new MantlError('registry.newer', `Registry ${path} has schema ${found}, this version knows ${schemaVersion}`, {
    hint: 'start the newer mantl that wrote it',
  })
}

const prepared = (database: DatabaseSync) => ({
  epoch: database.prepare('SELECT number FROM epoch'),
  put: database.prepare('INSERT OR REPLACE INTO entry VALUES (?, ?, ?)'),
  delete: database.prepare('DELETE FROM entry WHERE area = ? AND key = ?'),
})

const apply = (statements: ReturnType<typeof prepared>, change: Change): void => {
  const { area, key } = change
  if (change.kind === 'delete') statements.delete.run(area, key)
  else statements.put.run(area, key, change.value)
}

const entryOf = ({ area, key, value }: Record<string, unknown>): Entry => ({
  area: area as Area,
  key: key as string,
  value: value as Uint8Array,
})

/** What is not understood must not be led by: it might be an agent that is put aside. */
const known = (entries: Entry[]): Entry[] => {
  const strange = entries.find(({ area }) => !areas.includes(area))
  if (strange) throw newer(`the area ${strange.area}`)
  return entries
}

const corrupt = (path: string, cause?: unknown): MantlError =>
  new MantlError('registry.corrupt', `Registry ${path} is damaged or no registry`, {
    hint: 'restore it from a backup, or move it away to start with an empty one: agents then register anew',
    cause,
  })

/** SQLite's result codes: 11 corrupt, 26 not a database. */
const explained = <T>(path: string, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (error instanceof MantlError) throw error
    const code = (error as { errcode?: number }).errcode
    if (code !== undefined && [11, 26].includes(code & 0xff)) throw corrupt(path, error)
    throw unusable(path, error)
  }
}

const unusable = (path: string, cause: unknown): MantlError =>
  new MantlError('registry.unusable', `Registry ${path}: ${(cause as Error).message}`, { cause })
