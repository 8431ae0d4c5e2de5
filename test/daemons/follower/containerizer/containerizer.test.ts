import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  type Containerizer,
  createContainerizer,
} from '../../../../src/daemons/follower/containerizer/containerizer.ts'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import { systemClock } from '../../../../src/runtime/clock.ts'
import { createLogger } from '../../../../src/runtime/logger.ts'

let folder: string
let containerizer: Containerizer
let events: Event[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-containerizer-'))
  events = []
  containerizer = createContainerizer({
    runtimeDir: join(folder, 'run'),
    isolators: [],
    settings: { cgroups_enable_cfs: false, cgroups_limit_swap: false, revocable_cpu_low_priority: true },
    fetcher: { fetch: () => Promise.resolve(undefined), stop: () => Promise.resolve() },
    destroyTimeoutMillis: 5_000,
    becomesOthers: false,
    clock: systemClock,
    log: createLogger('test', 'ERROR', { write: () => {} }),
    post: event => void events.push(event),
    count: () => {},
  })
})
afterEach(() => {
  containerizer.close()
  rmSync(folder, { recursive: true, force: true })
})

const order = (containerId: string, value: string) => ({
  containerId,
  kind: 'executor' as const,
  command: { value },
  directory: join(folder, containerId),
  environment: { PATH: '/usr/bin:/bin', MESOS_DIRECTORY: join(folder, containerId) },
  resources: { cpus: 1, mem: 32 },
})
const kinds = () => events.map(({ kind }) => kind)
const moment = (millis: number) => new Promise(resolve => setTimeout(resolve, millis))

it('a container that is destroyed before its first process is known does not run afterwards', async () => {
  const directory = join(folder, 'c')
  await containerizer.launch(order('c', 'while :; do echo alive; sleep 0.01; done'))
  await containerizer.destroy({ kind: 'destroy', containerId: 'c', directory })
  expect(kinds()).toContain('container-destroyed')
  const said = () => readFileSync(join(directory, 'stdout'), 'utf8').length
  await moment(50)
  const before = said()
  await moment(200)
  expect(said()).toBe(before)
})
