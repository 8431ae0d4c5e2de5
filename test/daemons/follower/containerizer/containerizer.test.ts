import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  type Containerizer,
  createContainerizer,
} from '../../../../src/daemons/follower/containerizer/containerizer.ts'
import type { Isolator } from '../../../../src/daemons/follower/containerizer/isolators/isolator.ts'
import type { PreparationOf } from '../../../../src/daemons/follower/containerizer/preparations/preparer.ts'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import { createLogger } from '../../../../src/runtime/logger.ts'
import { type VirtualClock, virtualClock } from '../../../support/clock.ts'

let folder: string
let containerizer: Containerizer
let events: Event[]
let clock: VirtualClock
/** Whoever leaves a network waits here. */
let hanging: (() => void)[]

const networked: Isolator = {
  name: 'network/cni',
  prepare: (spec, { id }) =>
    id.startsWith('networked')
      ? { ...spec, preparations: [{ kind: 'network', plan } as PreparationOf<'network'>] }
      : spec,
}
const plan = { folder: '/nowhere', containerId: 'networked' }

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-containerizer-'))
  events = []
  clock = virtualClock()
  hanging = []
  containerizer = open()
})
const open = (): Containerizer =>
  createContainerizer({
    runtimeDir: join(folder, 'run'),
    isolators: [networked],
    preparers: { network: { make: () => {}, undo: () => new Promise(resolve => hanging.push(resolve)) } },
    settings: { cgroups_enable_cfs: false, cgroups_limit_swap: false, revocable_cpu_low_priority: true },
    fetcher: { fetch: () => Promise.resolve(undefined), stop: () => Promise.resolve() },
    destroyTimeoutMillis: 5_000,
    becomesOthers: false,
    clock,
    log: createLogger('test', 'ERROR', { write: () => {} }),
    post: event => void events.push(event),
    count: () => {},
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

it('an end is told although a network plugin hangs; what is left goes when that comes back, and a namesake waits for it', async () => {
  const destroyed = () => kinds().filter(kind => kind === 'container-destroyed').length
  const records = () => readdirSync(join(folder, 'run/containers')).filter(name => name.startsWith('networked'))
  const timers = clock.waiting
  await containerizer.launch(order('networked', 'exec sleep 1000'))
  await until(() => kinds().includes('container-started'))
  const destroying = containerizer.destroy({ kind: 'destroy', containerId: 'networked', directory: '' })
  await until(() => hanging.length === 1)
  expect(destroyed()).toBe(0)
  clock.advance(5_000)
  await destroying
  expect(destroyed()).toBe(1)
  expect(records()).toContain('networked.undo')
  const again = containerizer.launch(order('networked', 'exec sleep 1000'))
  await moment(20)
  expect(kinds().filter(kind => kind === 'container-started')).toHaveLength(1)
  hanging.pop()!()
  await again
  await until(() => kinds().filter(kind => kind === 'container-started').length === 2)
  const ended = containerizer.destroy({ kind: 'destroy', containerId: 'networked', directory: '' })
  await until(() => hanging.length === 1)
  hanging.pop()!()
  await ended
  await until(() => records().length === 0)
  expect([destroyed(), clock.waiting]).toEqual([2, timers])
})

it('orphans whose network plugins hang are waited for together, and not for long', async () => {
  const names = Array.from({ length: 10 }, (_, n) => `networked${n}`)
  for (const name of names) await containerizer.launch(order(name, 'exec sleep 1000'))
  await until(() => kinds().filter(kind => kind === 'container-started').length === 10)
  containerizer.close()
  containerizer = open()
  const removing = containerizer.removeOrphans()
  await until(() => hanging.length === 8)
  clock.advance(2_000) // those that hang keep no others from their turn
  await until(() => hanging.length === 10)
  clock.advance(5_000)
  await removing
  const records = () => readdirSync(join(folder, 'run/containers')).filter(name => name.endsWith('.undo'))
  expect(records()).toHaveLength(10)
  for (const go of hanging.splice(0)) go()
  await until(() => records().length === 0)
})

const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await moment(5)
}
