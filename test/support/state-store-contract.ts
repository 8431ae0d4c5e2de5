import { afterEach, describe, expect, test } from 'vitest'
import { type Change, type Entry, limits, type StateStore } from '../../src/coordination/state-store.ts'

/** What every kind of StateStore does. `registry()` makes an empty registry, of which each `open` is the next leader's store. */
export const stateStoreContract = (
  kind: string,
  registry: () => Promise<{ open(): Promise<StateStore>; remove(): Promise<void> }>,
): void => {
  let made: { open(): Promise<StateStore>; remove(): Promise<void> }
  const put = (area: Entry['area'], key: string, text: string): Change => ({
    kind: 'put',
    area,
    key,
    value: Buffer.from(text),
  })
  const text = (entries: readonly Entry[]) =>
    entries.map(({ area, key, value }) => `${area} ${key} ${Buffer.from(value)}`).sort()
  const fresh = async (): Promise<StateStore> => {
    made = await registry()
    return made.open()
  }

  describe(`state store, ${kind}`, () => {
    afterEach(() => made.remove())

    test('the next leader finds what was written, and only that', async () => {
      const store = await fresh()
      expect(await store.load()).toEqual([])
      await store.write([put('agents', 'a-S1', 'one'), put('agents', 'a-S2', 'two'), put('quota', 'eng/ops', '{}')])
      await store.write([put('agents', 'a-S1', 'uno'), { kind: 'delete', area: 'agents', key: 'a-S2' }])
      await store.close()
      expect(text(await (await made.open()).load())).toEqual(['agents a-S1 uno', 'quota eng/ops {}'])
    })

    test('in a batch the last change of a key counts, and deleting an absent key is fine', async () => {
      const store = await fresh()
      await store.load()
      await store.write([
        put('gone', 'x', '1'),
        { kind: 'delete', area: 'gone', key: 'x' },
        put('gone', 'y', '1'),
        put('gone', 'y', '2'),
        { kind: 'delete', area: 'gone', key: 'never' },
      ])
      await store.write([])
      expect(text(await (await made.open()).load())).toEqual(['gone y 2'])
    })

    test('a key may be any text', async () => {
      const keys = ['.', '..', 'a/b', '*', 'ä%2F', '👍', ' ', 'zookeeper']
      const store = await fresh()
      await store.load()
      await store.write(keys.map(key => put('weights', key, key)))
      expect(text(await (await made.open()).load())).toEqual(keys.map(key => `weights ${key} ${key}`).sort())
    })

    test('concurrent writes happen in the order of the calls', async () => {
      const store = await fresh()
      await store.load()
      await Promise.all(Array.from({ length: 20 }, (_, i) => store.write([put('cluster', 'last', `${i}`)])))
      expect(text(await (await made.open()).load())).toEqual(['cluster last 19'])
    })

    test('a deposed leader can write nothing more', async () => {
      const deposed = await fresh()
      await deposed.load()
      await deposed.write([put('agents', 's', 'old')])
      const next = await made.open()
      await next.load()
      await expect(deposed.write([put('agents', 's', 'stale'), put('agents', 't', 'stale')])).rejects.toMatchObject({
        code: 'registry.fenced',
      })
      await next.write([put('agents', 'u', 'new')])
      await expect(deposed.write([])).rejects.toMatchObject({ code: 'registry.fenced' })
      expect(text(await (await made.open()).load())).toEqual(['agents s old', 'agents u new'])
    })

    test.each<[string, string, Change[]]>([
      ['registry.bad_key', 'an empty key', [put('agents', '', '')]],
      ['registry.bad_key', 'a long key', [put('agents', 'k'.repeat(limits.keyBytes + 1), '')]],
      ['registry.bad_key', 'a NUL', [put('agents', 'a\0b', '')]],
      ['registry.bad_key', 'an area of its own', [put('secrets' as 'agents', 'a', '')]],
      ['registry.too_large', 'a big value', [put('agents', 'a', 'x'.repeat(limits.valueBytes + 1))]],
      ['registry.too_large', 'a big batch', ['a', 'b'].map(key => put('agents', key, 'x'.repeat(limits.valueBytes)))],
    ])('%s: %s is refused, whole', async (code, _what, changes) => {
      const store = await fresh()
      await store.load()
      await expect(store.write([put('agents', 'ok', ''), ...changes])).rejects.toMatchObject({ code })
      await store.write([put('agents', 'after', '')])
      expect(text(await (await made.open()).load())).toEqual(['agents after '])
    })

    test('a value of the largest size and a batch of many changes fit', async () => {
      const store = await fresh()
      await store.load()
      await store.write([put('agents', 'a', 'x'.repeat(limits.valueBytes))])
      await store.write(Array.from({ length: limits.batchChanges }, (_, i) => put('unreachable', `id-${i}`, '{}')))
      expect(await (await made.open()).load()).toHaveLength(limits.batchChanges + 1)
    })

    test('writing before loading is refused', async () => {
      const store = await fresh()
      await expect(store.write([])).rejects.toMatchObject({ code: 'registry.not_loaded' })
    })
  })
}
