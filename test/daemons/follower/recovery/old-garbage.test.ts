import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { paths } from '../../../../src/daemons/follower/paths.ts'
import { scheduleOldGarbage } from '../../../../src/daemons/follower/recovery/old-garbage.ts'
import { agentId, containerOf, running, runTask } from '../new-state.ts'

let folder: string
let scheduled: (readonly [string, number | undefined])[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-old-'))
  scheduled = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const garbage = {
  schedule: (given: readonly string[], _: number, since?: number) =>
    void scheduled.push(...given.map(path => [path.slice(folder.length + 1), since] as const)),
  remove: () => {},
  close: () => {},
}
const make = (path: string, seconds: number) => {
  mkdirSync(join(folder, path), { recursive: true })
  utimesSync(join(folder, path), seconds, seconds)
}
const schedule = (state = running().state) => scheduleOldGarbage(paths(folder), state, garbage, 1_000)

it('sandboxes nobody uses go with what was remembered of them, each from its last change', async () => {
  const script = running()
  script.event(runTask('t'))
  const runs = `slaves/${agentId}/frameworks/F/executors/t/runs`
  for (const root of ['', 'meta/']) {
    make(`${root}${runs}/${containerOf(script.state, 't')}`, 50)
    make(`${root}${runs}/old`, root === '' ? 70 : 60)
    writeFileSync(join(folder, `${root}${runs}`, 'latest'), '')
  }
  make(`meta/${runs}/onlymeta`, 80)
  await schedule(script.state)
  expect(scheduled).toEqual([
    [`${runs}/old`, 70_000],
    [`meta/${runs}/old`, 70_000],
    [`meta/${runs}/onlymeta`, 80_000],
  ])
})

it('an agent that we were before goes whole, from the last change of any of its runs', async () => {
  make('slaves/M-S9/frameworks/F/executors/t/runs/c', 2_000)
  make('meta/slaves/M-S9/frameworks/F/executors/t/runs/c', 1_000)
  utimesSync(join(folder, 'slaves/M-S9'), 5, 5)
  await schedule()
  expect(scheduled).toEqual([
    ['slaves/M-S9', 2_000_000],
    ['meta/slaves/M-S9', 2_000_000],
  ])
})

it('frameworks that never ran anything are forgotten', async () => {
  make(`meta/slaves/${agentId}/frameworks/never/executors/e/runs`, 5)
  make(`meta/slaves/${agentId}/frameworks/ran/executors/e/runs/c`, 5)
  await schedule()
  expect(existsSync(join(folder, `meta/slaves/${agentId}/frameworks/never`))).toBe(false)
  expect(existsSync(join(folder, `meta/slaves/${agentId}/frameworks/ran`))).toBe(true)
})
