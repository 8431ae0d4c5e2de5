import { expect, it } from 'vitest'
import type { Change } from '../../../src/provisioning/model/change.ts'
import { waveProgress } from '../../../src/ui/terminal/wave-progress.ts'

const change: Change = { kind: 'create-group', name: 'g', why: 'w' }
const wave = (role: string, hosts: Readonly<Record<string, number>>) => ({
  role,
  hosts: Object.entries(hosts).map(([host, count]) => ({
    host,
    steps: count === 0 ? [] : [{ operation: 'o', changes: Array.from({ length: count }, () => change) }],
  })),
})
const plan = { waves: [wave('base', { a: 2, b: 1, c: 0 }), wave('web', { a: 1 })], warnings: [], errors: [] }

it('a wave is over when all that change something in it are through; a host, when it is through with all', () => {
  const progress = waveProgress(plan)
  expect(['b', 'a', 'a', 'a'].map(host => progress.ended(host))).toEqual([
    { through: true },
    { through: false },
    { through: false, over: { role: 'base', hosts: ['b', 'a'], changes: 3 } },
    { through: true, over: { role: 'web', hosts: ['a'], changes: 1 } },
  ])
})

it('one that fails is waited for no more, and a wave without anybody else is never over', () => {
  const progress = waveProgress(plan)
  progress.ended('b')
  expect(progress.failed('a')).toEqual([{ role: 'base', hosts: ['b'], changes: 1 }])
  expect(progress.ended('a')).toEqual({ through: false })
  expect(progress.ended('stranger')).toEqual({ through: false })
})
