import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { unfinishedRun } from '../../../src/provisioning/facts/host/unfinished-run.ts'
import { type RunBegun, readJournal } from '../../../src/provisioning/model/journal.ts'
import { noteBegin, noteEnd } from '../../../src/provisioning/phases/journal.ts'
import { type LocalHost, localHost } from '../../support/local-host.ts'

let host: LocalHost
beforeEach(async () => {
  host = await localHost()
})
afterEach(() => host.close())

const begun: RunBegun = {
  event: 'begin',
  run: 'r1',
  at: '2026-11-21T08:00:00.000Z',
  user: "o'hara",
  machine: 'desk',
  command: 'mantl provision $x `y`',
  release: 'r',
  changes: [{ role: 'base', what: 'write /ä', why: 'w' }],
}
const ended = {
  event: 'end',
  run: 'r1',
  at: '2026-11-21T08:01:00.000Z',
  result: 'done',
  applied: 1,
  planned: 1,
} as const
const file = (name: string) => `${host.context.layout.state}/${name}`
const unfinished = async () => {
  const question = { state: host.context.layout.state }
  return unfinishedRun.read(await host.context.connection.run(unfinishedRun.command(question)), question)
}

it('a run is unfinished until its end is noted, and both stay for those who own the host', async () => {
  const { connection, layout } = host.context
  await noteBegin(connection, layout, begun)
  expect(await unfinished()).toEqual(begun)
  await noteEnd(connection, layout, ended)
  expect(await unfinished()).toBeUndefined()
  expect(readJournal(readFileSync(file('journal'), 'utf8'))).toEqual([{ begun, ended }])
  expect(statSync(file('journal')).mode & 0o777).toBe(0o600)
})

it('the state folder is made and noted by the first run, and never by an end', async () => {
  const { connection, layout } = host.context
  rmSync(layout.state, { recursive: true })
  await noteEnd(connection, layout, ended)
  expect(existsSync(layout.state)).toBe(false)
  await noteBegin(connection, layout, begun)
  expect(host.made().slice(0, 1)).toEqual(['tree state'])
})

it('a line that a full disk tore is gone before the next one is written', async () => {
  const { connection, layout } = host.context
  for (const name of ['made', 'applied', 'journal']) writeFileSync(file(name), 'whole\ntree /va')
  await noteBegin(connection, layout, begun)
  for (const name of ['made', 'applied']) expect(readFileSync(file(name), 'utf8')).toBe('whole\n')
  expect(readFileSync(file('journal'), 'utf8').split('\n').slice(0, 2)).toEqual(['whole', JSON.stringify(begun)])
})

it('a clock that went back does not make what this run needs the oldest', async () => {
  const { connection, layout } = host.context
  mkdirSync(file('generations'), { recursive: true })
  const later = new Date(Date.now() + 86_400_000)
  for (let run = 0; run < 12; run++) {
    writeFileSync(file(`generations/later${run}`), '')
    utimesSync(file(`generations/later${run}`), later, later)
  }
  await noteBegin(connection, layout, begun)
  expect(readdirSync(file('generations'))).toHaveLength(11)
  expect(existsSync(file('generations/r1'))).toBe(true)
})

it('it keeps the younger half when it has grown large', async () => {
  const { connection, layout } = host.context
  const line = (run: string) => `${JSON.stringify({ ...begun, run })}\n`
  const count = Math.ceil(2_100_000 / line('0000000').length)
  writeFileSync(
    file('journal'),
    Array.from({ length: count }, (_, index) => line(String(index).padStart(7, '0'))).join(''),
  )
  await noteBegin(connection, layout, begun)
  const runs = readJournal(readFileSync(file('journal'), 'utf8')).map(({ begun: { run } }) => run)
  expect(runs.slice(-2)).toEqual([String(count - 1).padStart(7, '0'), 'r1'])
  expect(statSync(file('journal')).size).toBeLessThan(1_100_000)
})
