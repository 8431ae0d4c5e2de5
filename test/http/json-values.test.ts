import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { holdsMoreValues } from '../../src/http/json-values.ts'

const holds = (text: string, most: number) => holdsMoreValues(Buffer.from(text), most)

/** By parsing it; a key and its value are one, and so is what is around all. */
const count = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 1
  return 1 + Object.values(value).reduce((sum: number, one) => sum + count(one), 0)
}

describe('values of a JSON text', () => {
  it.each([
    ['1', 1],
    ['"a, [b {c"', 1],
    ['"\\", [ \\\\"', 1],
    ['{"a":[1,2,{"b":"x,y"}],"c":null}', 7],
    ['"never ended, [[[', 1],
    ['"\\', 1],
    ['', 1],
  ])('%s: %i at most', (text, values) => {
    expect([holds(text, values), values > 1 && !holds(text, values - 1)]).toEqual([false, false])
  })
  it('are never more than are counted', () => {
    fc.assert(fc.property(fc.json(), text => !holds(text, 2 * count(JSON.parse(text)))))
    fc.assert(fc.property(fc.json(), text => count(JSON.parse(text)) < 4 || holds(text, count(JSON.parse(text)) / 3)))
  })
})
