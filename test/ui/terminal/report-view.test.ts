import { expect, it } from 'vitest'
import { MantlError } from '../../../src/errors.ts'
import { hostNames } from '../../../src/inventory/host-names.ts'
import type { HostReport } from '../../../src/provisioning/run/judge.ts'
import { createPalette } from '../../../src/ui/terminal/palette.ts'
import { leftOutLines, reportLines, stayingLines } from '../../../src/ui/terminal/report-view.ts'

const palette = createPalette(false)
const done = (host: string, planned = 3): HostReport => ({ host, result: 'done', applied: planned, planned })

it('a row a host: changes and result, those that are not done first', () => {
  const error = new MantlError('x.y', 'no route\nand more')
  const change = { kind: 'create-group', name: 'g', why: 'w' } as const
  expect(
    reportLines(
      [
        done('node-1'),
        done('b', 0),
        { host: 'c', result: 'failed', applied: 1, planned: 3, change, error },
        { host: 'd', result: 'held', applied: 0, planned: 3, why: 'c may be down' },
        { host: 'e', result: 'unreachable', applied: 0, planned: 0, error },
        { host: 'f', result: 'interrupted', applied: 2, planned: 3 },
      ],
      palette,
    ),
  ).toEqual([
    'HOST    CHANGES  RESULT',
    'c        1 of 3  failed at: create group g',
    'e             0  unreachable',
    'd        0 of 3  held back: c may be down',
    'f        2 of 3  interrupted',
    'node-1        3  done',
    'b             0  nothing to change',
  ])
})

it('hosts that are left out are named by what became of them', () => {
  const looked: HostReport[] = [
    done('a'),
    { ...done('b'), result: 'unreachable' },
    { ...done('c'), result: 'unreachable' },
  ]
  expect(leftOutLines(looked, palette)).toEqual(['left out: b, c  (unreachable)'])
})

it('many hosts that ended alike share a row', () => {
  const many = Array.from({ length: 100 }, (_, index) => done(`n${index + 1}`))
  expect(reportLines(many, palette)).toEqual([
    'HOST                  CHANGES  RESULT',
    'n[1:100] (100 hosts)        3  done',
  ])
})

it.each([
  [['a', 'b'], 'a, b'],
  [['n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7', 'n8', 'n9', 'n10'], 'n[1:10] (10 hosts)'],
  [['n01', 'n02', 'n03', 'n04', 'n05', 'n06', 'n07', 'n08', 'n09', 'n11'], 'n[01:09], n11 (10 hosts)'],
  [['a1.x', 'a2.x', 'b', 'c3', 'c4', 'c5', 'c7', 'd', 'e'], 'a[1:2].x, b, c[3:5], c7, d, e (9 hosts)'],
])('%j in few words', (hosts, text) => {
  expect(hostNames(hosts)).toBe(text)
})

it('folders that a removal leaves, hosts with the same together', () => {
  const both = ['/srv', '/srv/data']
  expect(
    stayingLines(
      [
        { host: 'a', paths: both },
        { host: 'b', paths: ['/srv'] },
        { host: 'c', paths: both },
      ],
      palette,
    ),
  ).toEqual([
    'stays on a, c: /srv, /srv/data  (something that mantl did not make is in it)',
    'stays on b: /srv  (something that mantl did not make is in it)',
  ])
})
