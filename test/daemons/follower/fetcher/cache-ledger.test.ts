import { describe, expect, it } from 'vitest'
import { createLedger } from '../../../../src/daemons/follower/fetcher/cache-ledger.ts'

/** A cache of 100 bytes with files of these sizes, of which nobody makes use any more. */
const filled = (sizes: Readonly<Record<string, number>>) => {
  const ledger = createLedger(100)
  for (const [key, size] of Object.entries(sizes)) {
    const { entry } = ledger.reserve(key, size)!
    Object.assign(entry, { users: 0, complete: true })
  }
  return ledger
}
const names = (ledger: ReturnType<typeof createLedger>, keys: string) =>
  [...keys].filter(key => ledger.find(key)).join('')

describe('room in the cache', () => {
  it.each([
    [{ a: 40, b: 40 }, 20, 'ab', 100],
    [{ a: 40, b: 40 }, 30, 'b', 70],
    [{ a: 40, b: 40 }, 61, '', 61],
    [{ a: 40, b: 40 }, 100, '', 100],
    [{ a: 40, b: 40 }, 0, 'ab', 80],
  ])('of %j for %i more leaves %s', (sizes, more, left, used) => {
    const ledger = filled(sizes)
    expect(ledger.reserve('new', more)).toBeDefined()
    expect(ledger.used).toBe(used)
    expect(names(ledger, 'ab')).toBe(left)
  })

  it('is made by what was not wanted for longest', () => {
    const ledger = filled({ a: 30, b: 30, c: 30 })
    const first = ledger.find('a')!.file
    const { file } = ledger.find('b')!
    ledger.find('a')
    expect(ledger.reserve('new', 60)!.evicted).not.toContain(first)
    expect(names(ledger, 'abc')).toBe('a')
    expect(file).not.toBe(first)
  })

  it('is not made by what is in use or on its way, and then nobody goes in vain', () => {
    const ledger = filled({ a: 30, b: 30 })
    ledger.find('a')!.users = 1
    const { entry } = ledger.reserve('c', 40)!
    expect(ledger.reserve('new', 31)).toBeUndefined()
    expect(names(ledger, 'abc')).toBe('abc')
    ledger.drop(entry)
    ledger.drop(entry)
    expect(ledger.used).toBe(60)
    expect(ledger.reserve('new', 70)).toBeDefined()
  })

  it('is never made for more than there is', () => {
    const ledger = filled({ a: 30 })
    expect(ledger.reserve('new', 101)).toBeUndefined()
    expect(names(ledger, 'a')).toBe('a')
  })
})
