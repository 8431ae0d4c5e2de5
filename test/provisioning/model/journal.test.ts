import { describe, expect, it } from 'vitest'
import {
  type HostRun,
  mergeRuns,
  type RunBegun,
  type RunEnded,
  readJournal,
} from '../../../src/provisioning/model/journal.ts'
import { findRun } from '../../../src/provisioning/run/history.ts'
import { historyLines, runLines } from '../../../src/ui/terminal/history-view.ts'
import { createPalette } from '../../../src/ui/terminal/palette.ts'

const begun = (run: string, at = '2026-11-21T08:00:00.000Z'): RunBegun => ({
  event: 'begin',
  run,
  at,
  user: 'ann',
  machine: 'desk',
  command: 'mantl provision c.yml',
  release: 'ab'.repeat(32),
  changes: [{ role: 'base', what: 'make directory /x', why: 'it is missing' }],
})
const ended = (run: string, result: RunEnded['result'] = 'done', more: object = {}): RunEnded => ({
  event: 'end',
  run,
  at: '2026-11-21T08:01:00.000Z',
  result,
  applied: 1,
  planned: 1,
  ...more,
})
const lines = (...entries: unknown[]) => entries.map(entry => JSON.stringify(entry)).join('\n')

describe('a host’s journal', () => {
  it('puts ends to their beginnings', () => {
    expect(readJournal(lines(begun('a'), ended('a'), begun('b')))).toEqual([
      { begun: begun('a'), ended: ended('a') },
      { begun: begun('b') },
    ])
  })

  it.each([
    ['a torn line', `${lines(begun('a'))}\n{"event":"beg`],
    ['an end without a beginning', lines(ended('b'), begun('a'))],
    ['what is not ours', lines(null, 7, { event: 'begin' }, { ...begun('x'), changes: [{}] }, begun('a'))],
    ['empty lines', `\n\n${lines(begun('a'))}\n\n`],
  ])('passes over %s', (_, text) => {
    expect(readJournal(text)).toEqual([{ begun: begun('a') }])
  })
})

describe('runs of all hosts', () => {
  const host = (run: string, result?: RunEnded['result'], at?: string): HostRun => ({
    begun: begun(run, at),
    ...(result === undefined ? {} : { ended: ended(run, result) }),
  })

  it.each<[HostRun[], string]>([
    [[host('a', 'done'), host('a', 'done')], 'done'],
    [[host('a', 'done'), host('a', 'held')], 'held'],
    [[host('a', 'interrupted'), host('a', 'held')], 'interrupted'],
    [[host('a', 'failed'), host('a', 'interrupted')], 'failed'],
    [[host('a', 'died'), host('a', 'failed')], 'died'],
    [[host('a'), host('a', 'died')], 'unfinished'],
  ])('a run is as good as its worst host: %#', (hosts, result) => {
    const [run] = mergeRuns(new Map(hosts.map((one, index) => [`h${index}`, [one]])))
    expect([run!.result, run!.hosts.size]).toEqual([result, hosts.length])
  })

  const runs = mergeRuns(
    new Map([
      [
        'h1',
        [host('20261121-080000-aaaa', 'done'), host('20261121-090000-bbbb', 'failed', '2026-11-21T09:00:00.000Z')],
      ],
      ['h2', [host('20261121-080000-aaaa', 'done')]],
    ]),
  )

  it('the latest comes first', () => {
    expect(runs.map(({ run }) => run)).toEqual(['20261121-090000-bbbb', '20261121-080000-aaaa'])
    expect(historyLines(runs, createPalette(false))).toEqual([
      'RUN                   SINCE (UTC)       WHO       HOSTS  CHANGES  RESULT  COMMAND',
      '20261121-090000-bbbb  2026-11-21 09:00  ann@desk      1        1  failed  mantl provision c.yml',
      '20261121-080000-aaaa  2026-11-21 08:00  ann@desk      2        2  done    mantl provision c.yml',
    ])
  })

  it('a clock that goes wrong puts no run before those that its hosts knew already', () => {
    const at = (hour: number) => `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`
    const [first, slow, last] = [
      host('first', 'done', at(12)),
      host('slow', 'done', at(3)),
      host('last', 'done', at(4)),
    ]
    const elsewhere = host('elsewhere', 'done', at(11))
    const ids = (...journals: HostRun[][]) =>
      mergeRuns(new Map(journals.map((known, index) => [`h${index}`, known]))).map(({ run }) => run)
    expect(ids([first, slow, last], [elsewhere])).toEqual(['last', 'slow', 'first', 'elsewhere'])
    expect(ids([slow, last], [first, slow], [elsewhere])).toEqual(['last', 'slow', 'first', 'elsewhere'])
    expect(ids([first, slow], [slow, first])).toHaveLength(2)
  })

  it('one is found by its id or a part that only it has, and shown with its changes', () => {
    expect(runLines(findRun(runs, 'aaaa'), createPalette(false))).toEqual([
      '20261121-080000-aaaa  done',
      '  ann on desk: mantl provision c.yml',
      '  since 2026-11-21T08:00:00.000Z, release abababababab',
      '',
      'h1, h2  done, 1 changes',
      '    base  make directory /x  (it is missing)',
    ])
  })

  it.each([
    ['2026', '2 runs fit 2026'],
    ['ffff', 'no run ffff is noted on these hosts'],
  ])('%s finds none', (id, message) => {
    expect(() => findRun(runs, id)).toThrowError(expect.objectContaining({ code: 'history.unknown_run', message }))
  })
})
