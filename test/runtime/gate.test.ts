import { expect, it } from 'vitest'
import { createGate } from '../../src/runtime/gate.ts'

it('lets so many in at a time, in the order of their coming, and nobody who was called off', async () => {
  const gate = createGate(2)
  const seen: string[] = []
  const ends = new Map<string, () => void>()
  const work = (name: string) => () =>
    new Promise<string>(resolve => {
      seen.push(name)
      ends.set(name, () => resolve(name))
    })
  const off = new AbortController()
  const never = new AbortController().signal
  const results = [gate(never, work('a')), gate(never, work('b')), gate(off.signal, work('c')), gate(never, work('d'))]
  await Promise.resolve()
  off.abort()
  expect(await results[2]).toBeUndefined()
  expect(seen).toEqual(['a', 'b'])
  ends.get('b')!()
  expect(await results[1]).toBe('b')
  await new Promise(setImmediate)
  expect(seen).toEqual(['a', 'b', 'd'])
  for (const name of ['a', 'd']) ends.get(name)!()
  expect(await Promise.all(results)).toEqual(['a', 'b', undefined, 'd'])
})
