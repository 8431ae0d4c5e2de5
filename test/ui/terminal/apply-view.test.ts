import { expect, it } from 'vitest'
import { MantlError } from '../../../src/errors.ts'
import type { Change } from '../../../src/provisioning/model/change.ts'
import type { Plan } from '../../../src/provisioning/model/plan.ts'
import { createApplyView } from '../../../src/ui/terminal/apply-view.ts'
import { elapsedText } from '../../../src/ui/terminal/line-writer.ts'
import { createPalette } from '../../../src/ui/terminal/palette.ts'

const change: Change = { kind: 'create-group', name: 'g', why: 'it does not exist' }
const planFor = (hosts: readonly string[]): Plan => ({
  waves: [
    { role: 'base', hosts: hosts.map(host => ({ host, steps: [{ operation: 'o', changes: [change, change] }] })) },
  ],
  warnings: [],
  errors: [],
})
const shown = (hosts: readonly string[], verbose = false, live = false) => {
  let text = ''
  const writer = { write: (more: string) => void (text += more), live, columns: () => 60 }
  const view = createApplyView(planFor(hosts), createPalette(false), writer, { verbose })
  for (const host of hosts.slice(1)) {
    view.started(host, change)
    view.ended(host, change)
    view.ended(host, change)
  }
  view.started(hosts[0]!, change)
  view.failed(hosts[0]!, change, new MantlError('x.y', 'no space\nat all'))
  view.close()
  return text
}
const many = Array.from({ length: 20 }, (_, index) => `n${index}`)

it('few hosts: a line a change, failures among them', () => {
  expect(shown(['a', 'b'])).toBe('✓ b  create group g\n✓ b  create group g\n✗ a  create group g: no space\n')
})

it('many hosts: a line a role that all are through with, failures among them; all changes when asked for', () => {
  expect(shown(many)).toBe('✗ n0  create group g: no space\n✓ base  n[1:19] (19 hosts)  38 changes, 0:00\n')
  expect(shown(many, true).split('\n')).toHaveLength(40)
})

it('a terminal has counts, the time and what is under way below, never wider than it is', () => {
  const text = shown(['a', 'b'], false, true)
  expect(text).toContain('0/4 changes, 0/2 hosts, 0:00  b: create group g')
  for (const part of text.split(/[\r\n]/)) expect(part.replace('\x1b[K', '').length).toBeLessThan(60)
})

it.each([
  [7_900, '0:07'],
  [725_000, '12:05'],
  [3_723_000, '1:02:03'],
])('%i ms are %s', (ms, text) => expect(elapsedText(ms)).toBe(text))

it('several hosts that do the same are told together, in the living line', () => {
  let text = ''
  const writer = { write: (more: string) => void (text = more), live: true, columns: () => 80 }
  const view = createApplyView(planFor(many), createPalette(false), writer)
  for (const host of many.slice(0, 5)) view.started(host, change)
  view.progress('n1', 'half of it')
  view.close()
  view.started('n7', { ...change, name: 'h' })
  expect(text).toBe('\r\x1b[K0/40 changes, 0/20 hosts, 0:00  5 hosts: create group g · n7: create group h')
})
