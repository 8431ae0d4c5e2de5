import { describe, expect, it } from 'vitest'
import { inTurns } from '../../src/runtime/in-turns.ts'
import { atOnce, type Parts } from '../../src/runtime/parts.ts'

function* counting(seen: string[]): Parts<string> {
  for (const part of ['a', 'b', 'c']) {
    seen.push(part)
    yield
  }
  return 'all'
}
function* failing(): Parts<never> {
  yield
  throw new Error('half-way')
}

describe('work in parts', () => {
  it('is done at once', () => {
    const seen: string[] = []
    expect(atOnce(counting(seen))).toBe('all')
    expect(seen).toEqual(['a', 'b', 'c'])
  })
  it('lets others have their turn between its parts', async () => {
    const seen: string[] = []
    setImmediate(() => seen.push('another'))
    expect(await inTurns(counting(seen), 0)).toBe('all')
    expect(seen).toEqual(['a', 'another', 'b', 'c'])
  })
  it('is done in one turn where that is short', async () => {
    const seen: string[] = []
    setImmediate(() => seen.push('another'))
    await inTurns(counting(seen), 600_000)
    expect(seen).toEqual(['a', 'b', 'c'])
  })
  it.each([
    ['at once', async () => atOnce(failing())],
    ['in turns', () => inTurns(failing(), 0)],
  ])('that fails says so: %s', (_, work) => expect(work()).rejects.toThrow('half-way'))
})
