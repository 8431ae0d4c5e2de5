import { expect, it } from 'vitest'
import type { Finding } from '../../../src/provisioning/doctor/check.ts'
import { doctorLines } from '../../../src/ui/terminal/doctor-view.ts'
import { createPalette } from '../../../src/ui/terminal/palette.ts'

const lines = (findings: readonly Finding[]) => doctorLines(findings, 9, createPalette(false))
const refused = (host: string, address: string): Finding => ({
  severity: 'error',
  check: 'reach',
  host,
  what: `${host} (${address}:22) refuses the connection`,
  hint: 'is sshd running?',
})

it('hosts with the same fault are named together, faults first', () => {
  const full = { severity: 'warning', check: 'disk', what: '/ is nearly full' } as const
  expect(
    lines([
      { ...full, host: 'a' },
      { severity: 'error', check: 'quorum', what: 'no quorum' },
      { ...full, host: 'b' },
      refused('c', '10.0.0.1'),
      refused('d', '10.0.0.2'),
    ]),
  ).toEqual([
    '✗ no quorum  (quorum)',
    '✗ c, d: for example c (10.0.0.1:22) refuses the connection  (reach)',
    '    is sshd running?',
    '! a, b: / is nearly full  (disk)',
    '3 faults, 2 warnings',
  ])
})

it('a host that is named in its fault is not named twice', () => {
  expect(lines([refused('c', '10.0.0.1')])[0]).toBe('✗ c (10.0.0.1:22) refuses the connection  (reach)')
  expect(lines([])).toEqual(['no fault found on 9 hosts'])
})
