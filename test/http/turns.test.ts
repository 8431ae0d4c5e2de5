import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createTurns } from '../../src/http/turns.ts'

/** Time that passes only when something is done. */
const setUp = () => {
  let now = 0
  const turns = createTurns(10, () => now)
  const done: string[] = []
  const work = (name: string, ms: number) => () => {
    done.push(name)
    now += ms
  }
  return { turns, done, work }
}

describe('a turn', () => {
  it('is spent after its share, and the next one begins anew', async () => {
    const { turns, work } = setUp()
    expect(turns.spent()).toBe(false)
    work('a', 9)()
    expect(turns.spent()).toBe(false)
    work('b', 1)()
    expect(turns.spent()).toBe(true)
    await turn()
    expect(turns.spent()).toBe(false)
  })
  it('has so many of those who wait as its share allows, in their order, and one at least', async () => {
    const { turns, done, work } = setUp()
    for (const [name, ms] of [
      ['a', 4],
      ['b', 7],
      ['c', 30],
      ['d', 1],
    ] as const)
      turns.later(work(name, ms))
    expect(done).toEqual([])
    await turn()
    expect(done).toEqual(['a', 'b'])
    await turn()
    expect(done).toEqual(['a', 'b', 'c'])
    await turn()
    expect(done).toEqual(['a', 'b', 'c', 'd'])
  })
  it('is crowded as long as somebody waits: nobody overtakes', async () => {
    const { turns, work } = setUp()
    expect(turns.crowded()).toBe(false)
    turns.later(work('a', 20))
    turns.later(work('b', 1))
    expect([turns.crowded(), turns.spent()]).toEqual([true, false])
    await turn()
    expect(turns.crowded()).toBe(true)
    await turn()
    expect(turns.crowded()).toBe(false)
  })
  it('lets whoever stands in line do so again', async () => {
    const { turns, done, work } = setUp()
    turns.later(() => {
      work('a', 1)()
      turns.later(work('a again', 1))
    })
    turns.later(work('b', 1))
    await turn()
    await turn()
    expect(done).toEqual(['a', 'b', 'a again'])
  })
})
