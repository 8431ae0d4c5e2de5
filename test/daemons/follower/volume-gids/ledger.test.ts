import { describe, expect, it } from 'vitest'
import {
  claim,
  figures,
  type GidLedger,
  inSandbox,
  parseGidRange,
} from '../../../../src/daemons/follower/volume-gids/ledger.ts'

const ledger = (...held: [string, number, 'PERSISTENT' | 'SANDBOX_PATH'][]): GidLedger => ({
  range: [
    { first: 10, last: 11 },
    { first: 20, last: 20 },
  ],
  held: new Map(held.map(([path, gid, type]) => [path, { gid, type }])),
})

describe('group ids of volumes', () => {
  it('are given lowest first, each once, and a volume keeps its own', () => {
    const of = ledger()
    const paths = ['/a', '/b', '/a', '/c', '/d', '/b']
    expect(paths.map(path => claim(of, path, 'PERSISTENT'))).toEqual([10, 11, 10, 20, undefined, 11])
    expect(figures(of)).toEqual({ total: 3, free: 0 })
  })
  it('of an earlier range stay whose they are, and count for nothing', () => {
    const of = ledger(['/old', 5, 'PERSISTENT'], ['/mid', 10, 'PERSISTENT'])
    expect([claim(of, '/old', 'PERSISTENT'), claim(of, '/new', 'PERSISTENT')]).toEqual([5, 11])
    expect(figures(of)).toEqual({ total: 3, free: 1 })
  })
  it('in a sandbox are those of its folders, not of its namesakes', () => {
    const of = ledger(['/s/1/x', 10, 'SANDBOX_PATH'], ['/s/12/x', 11, 'SANDBOX_PATH'], ['/s/1/v', 20, 'PERSISTENT'])
    expect(inSandbox(of, '/s/1')).toEqual(['/s/1/x'])
  })
  it.each([
    ['[10000-20000]', [{ first: 10_000, last: 20_000 }]],
    [
      '[30-40, 10-20]',
      [
        { first: 10, last: 20 },
        { first: 30, last: 40 },
      ],
    ],
    ['[1-4294967294]', [{ first: 1, last: 4_294_967_294 }]],
  ])('%s is a range', (text, range) => {
    expect(parseGidRange(text)).toEqual(range)
  })
  it.each(['foo', '10000', '[]', '{1,2}', '[0-10]', '[10000-1099511627776]', '[1-4294967295]', '[20-10]', ''])(
    '%j is none',
    text => {
      expect(parseGidRange(text)).toMatch(/^--volume_gid_range: /)
    },
  )
})
