import { describe, expect, it } from 'vitest'
import { run } from '../../src/simulation/run.ts'
import { violationText } from './violation-text.ts'

/** 1,480 in all, as many as fit the time of an ordinary run; `mantl simulate` runs as many as anybody likes. */
const CHUNKS = 20
const SEEDS = 74

describe('nothing is lost, whatever breaks', () => {
  it.each(Array.from({ length: CHUNKS }, (_, chunk) => [chunk * SEEDS + 1, (chunk + 1) * SEEDS]))(
    'seeds %i to %i',
    (from, to) => {
      const wrong: string[] = []
      for (let seed = from; seed <= to; seed++) {
        const text = violationText(run({ seed }))
        if (text !== undefined) wrong.push(text)
      }
      expect(wrong).toEqual([])
    },
    900_000,
  )
})
