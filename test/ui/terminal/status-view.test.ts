import { expect, it } from 'vitest'
import type { ClusterStatus } from '../../../src/cluster/cluster-status.ts'
import { createPalette } from '../../../src/ui/terminal/palette.ts'
import { statusLines } from '../../../src/ui/terminal/status-view.ts'

const plain = createPalette(false)

const follower = (hostname: string, over: object = {}) => ({
  id: `S-${hostname}`,
  hostname,
  address: `10.0.0.9:5051`,
  active: true,
  state: 'active' as const,
  total: { cpus: 4, mem: 8192, disk: 1000 },
  used: { cpus: 0.30000000000000004, mem: 192, disk: 0 },
  tasks: 3,
  ...over,
})

const status: ClusterStatus = {
  cluster: 'blue',
  leader: '10.0.0.1:5050',
  leaders: [
    { address: '10.0.0.1:5050', role: 'leading' },
    { address: '10.0.0.2:5050', role: 'standby' },
    { address: '10.0.0.3:5050', role: 'unreachable', reason: 'connection refused' },
  ],
  followers: [
    follower('10.0.0.9', { node: 'node-4' }),
    follower('node-10', { active: false, state: 'draining', tasks: 0 }),
  ],
  frameworks: 1,
  tasks: [{ id: 'a', state: 'TASK_RUNNING', hostname: 'node-4' }],
}

it('shows leaders, followers and tasks', () => {
  expect(statusLines(status, plain)).toEqual([
    'cluster blue',
    '  ● 10.0.0.1:5050  leading',
    '  ○ 10.0.0.2:5050  standby',
    '  ✗ 10.0.0.3:5050  unreachable  connection refused',
    '',
    'FOLLOWER  ADDRESS        STATE      CPUS       MEM  TASKS',
    'node-4    10.0.0.9:5051  active    0.3/4  192/8192      3',
    'node-10   10.0.0.9:5051  draining  0.3/4  192/8192      0',
    '',
    '1 task of 1 framework',
  ])
})

it('says so where there is nothing', () => {
  expect(
    statusLines({ ...status, cluster: '', followers: [], tasks: [] }, plain).filter(line => /no|without/.test(line)),
  ).toEqual(['cluster (without a name)', 'no followers', 'no tasks run'])
})

it('paints only where colours are wanted', () => {
  const text = (colours: boolean) => statusLines(status, createPalette(colours)).join('\n')
  expect(text(false)).not.toContain('\x1b')
  expect(text(true)).toContain('\x1b[32m●\x1b[39m')
})
