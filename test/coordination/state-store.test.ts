import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { embeddedStateStore } from '../../src/coordination/embedded-state-store.ts'
import { memoryRegistry } from '../support/coordination.ts'
import { stateStoreContract } from '../support/state-store-contract.ts'

stateStoreContract('in memory', async () => {
  const registry = memoryRegistry()
  return { open: async () => registry.open(), remove: async () => {} }
})

stateStoreContract('embedded', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-registry-'))
  const stores: { close(): Promise<void> }[] = []
  return {
    open: async () => {
      const store = embeddedStateStore(join(folder, 'registry.db'))
      stores.push(store)
      return store
    },
    remove: async () => {
      for (const store of stores) await store.close()
      rmSync(folder, { recursive: true })
    },
  }
})

describe('the embedded registry file', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mantl-registry-'))
    path = join(folder, 'registry.db')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('is for its owner alone, with its journals', async () => {
    writeFileSync(path, '')
    chmodSync(path, 0o644)
    const store = embeddedStateStore(path)
    await store.load()
    await store.write([{ kind: 'put', area: 'agents', key: 'a', value: Buffer.from('1') }])
    for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600)
    await store.close()
  })

  test('that is no database is refused and left as it was', () => {
    writeFileSync(path, 'no database at all, '.repeat(100))
    expect(() => embeddedStateStore(path)).toThrow(expect.objectContaining({ code: 'registry.corrupt' }))
    expect(statSync(path).size).toBe(2000)
  })

  test('of a newer version is refused', () => {
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 2')
    database.close()
    expect(() => embeddedStateStore(path)).toThrow(expect.objectContaining({ code: 'registry.newer' }))
  })

  test('with an entry of an area that is none of ours is refused, and left as it was', async () => {
    await embeddedStateStore(path).close()
    const database = new DatabaseSync(path)
    database.exec("INSERT INTO entry VALUES ('wishes', 'a', x'00')")
    database.close()
    const store = embeddedStateStore(path)
    await expect(store.load()).rejects.toMatchObject({
      code: 'registry.newer',
      message: expect.stringContaining('wishes'),
    })
    await store.close()
    const after = new DatabaseSync(path)
    expect(after.prepare('SELECT count(*) AS count FROM entry').get()).toEqual({ count: 1 })
    after.close()
  })

  test('in a folder that is not there is an error that names it', () => {
    expect(() => embeddedStateStore(join(folder, 'none/registry.db'))).toThrow(
      expect.objectContaining({ code: 'registry.unusable', message: expect.stringContaining('none/registry.db') }),
    )
  })
})
