import { expect, it } from 'vitest'
import { takeResources } from '../../src/tasks/run-session.ts'

const scalar = (name: string, value: number, over: object = {}) => ({
  name,
  type: 'SCALAR' as const,
  scalar: { value },
  ...over,
})
const ports = { name: 'ports', type: 'RANGES' as const, ranges: { range: [{ begin: 31000, end: 32000 }] } }
const ops = { reservations: [{ type: 'STATIC' as const, role: 'ops' }] }

it.each([
  {
    what: 'part of one piece',
    offered: [scalar('cpus', 4), scalar('mem', 512), ports],
    wanted: { cpus: 0.1, mem: 64 },
    resources: [scalar('cpus', 0.1), scalar('mem', 64)],
    left: [scalar('cpus', 3.9), scalar('mem', 448), ports],
  },
  {
    what: 'all of it',
    offered: [scalar('cpus', 1), scalar('mem', 64)],
    wanted: { cpus: 1, mem: 64 },
    resources: [scalar('cpus', 1), scalar('mem', 64)],
    left: [],
  },
  {
    what: 'reserved and unreserved pieces together, each as it was offered',
    offered: [scalar('cpus', 0.5, ops), scalar('cpus', 1), scalar('mem', 64)],
    wanted: { cpus: 1, mem: 64 },
    resources: [scalar('cpus', 0.5, ops), scalar('cpus', 0.5), scalar('mem', 64)],
    left: [scalar('cpus', 0.5)],
  },
])('takes $what', ({ offered, wanted, resources, left }) => {
  expect(takeResources(offered, wanted)).toEqual({ resources, left })
})

it.each([
  { offered: [scalar('cpus', 0.9), scalar('mem', 64)], wanted: { cpus: 1, mem: 64 } },
  { offered: [scalar('cpus', 4)], wanted: { cpus: 1, mem: 64 } },
  { offered: [], wanted: { cpus: 0.1, mem: 1 } },
])('takes nothing where a part is missing: $offered', ({ offered, wanted }) => {
  expect(takeResources(offered, wanted)).toBeUndefined()
})

it('counts in thousandths, as Mesos does', () => {
  let left = takeResources([scalar('cpus', 1)], { cpus: 0.1 })?.left
  for (let taken = 1; taken < 10; taken += 1) left = takeResources(left ?? [], { cpus: 0.1 })?.left
  expect(left).toEqual([])
})
