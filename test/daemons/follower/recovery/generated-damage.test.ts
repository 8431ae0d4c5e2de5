import * as fs from 'node:fs'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBootId } from '../../../../src/daemons/follower/containerizer/containerizer.ts'
import { stepRunner } from '../../../../src/daemons/follower/disk/step-runner.ts'
import type { CheckpointEffect, Effect } from '../../../../src/daemons/follower/effects.ts'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import { paths } from '../../../../src/daemons/follower/paths.ts'
import { checkpointSteps } from '../../../../src/daemons/follower/perform/checkpoint.ts'
import { keepResources } from '../../../../src/daemons/follower/perform/keep-resources.ts'
import { recover } from '../../../../src/daemons/follower/recover.ts'
import type { FollowerState } from '../../../../src/daemons/follower/state.ts'
import { MantlError } from '../../../../src/errors.ts'
import { libprocessMessages } from '../../../../src/mesos/libprocess/messages.ts'
import { encode, type Schema } from '../../../../src/mesos/messages/codec/index.ts'
import { atOnce } from '../../../../src/runtime/parts.ts'
import { fuzzed, holds } from '../../../support/fuzz.ts'
import { recordingLog } from '../../../support/log.ts'
import { acknowledge, agentId, containerOf, master, masterInfo, newState, play, runTask } from '../new-state.ts'

const folder = mkdtempSync(join(tmpdir(), 'mantl-damage-'))
const [whole, work] = [join(folder, 'whole'), join(folder, 'work')]
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const resources = [
  { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 4 } },
  { name: 'disk', type: 'SCALAR' as const, scalar: { value: 100 } },
]
const info = { hostname: 'h', port: 5051, resources }

/** A life of a follower, its checkpoints on a real disk. */
const live = (workDir: string) => {
  const state = newState({ workDir })
  state.info = info
  const script = play(state)
  const perform = (effect: Effect): void => {
    if (!effect.kind.startsWith('checkpoint-')) return
    const given = effect as CheckpointEffect
    if (given.kind !== 'checkpoint-resources')
      return void stepRunner(fs, process.pid)(checkpointSteps(paths(workDir), state.info.id?.value ?? '', given))
    keepResources(paths(workDir), given.resources, given.operations)
    if (given.operation !== undefined) happen({ kind: 'operation-kept', uuid: given.operation })
  }
  const happen = (event: Event): void => script.event(event).forEach(perform)
  return { state, happen }
}

const reserve = {
  type: 'RESERVE' as const,
  reserve: {
    resources: [{ ...resources[1]!, scalar: { value: 9 }, reservations: [{ type: 'DYNAMIC' as const, role: 'dev' }] }],
  },
}
const operation = (n: number): Event => ({
  kind: 'apply-operation',
  from: master,
  message: {
    operation_info: reserve,
    operation_uuid: { value: Buffer.alloc(16, n).toString('base64') },
    resource_version_uuid: { uuid: { value: '' } },
  },
})

beforeAll(() => {
  mkdirSync(join(whole, 'meta'), { recursive: true })
  writeFileSync(paths(whole).bootId, readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim())
  const { state, happen } = live(whole)
  happen({ kind: 'recovered' })
  happen({ kind: 'master-detected', master: masterInfo })
  happen({ kind: 'registered', from: master, message: { agent_id: { value: agentId } } })
  for (const id of ['runs', 'ended']) {
    happen(runTask(id, { max_completion_time: { nanoseconds: 1e12 } }))
    happen({ kind: 'container-started', containerId: containerOf(state, id), pid: 7, startTime: 70 })
    happen(acknowledge(state, id))
  }
  happen({ kind: 'container-destroyed', containerId: containerOf(state, 'ended'), record: { status: 0 } as never })
  const executor = { executor_id: { value: 'e' }, command: { value: './e' } }
  happen(runTask('custom', { command: undefined, executor }))
  happen({ kind: 'kill-task', from: master, message: { framework_id: { value: 'F' }, task_id: { value: 'runs' } } })
  happen(operation(1))
  happen(operation(2))
  happen({ kind: 'drain', from: master, message: { config: { max_grace_period: { nanoseconds: 1e9 } } } })
})

/** Links lead to where they were made: nothing is damaged through them. */
const filesIn = (root: string): readonly string[] =>
  (readdirSync(root, { recursive: true }) as string[])
    .filter(name => !name.split('/').includes('latest') && statSync(join(root, name)).isFile())
    .sort()

/** Once more from the disk, as a start does it; then it registers: every message can be written. */
const startOver = (
  strict: boolean,
): { readonly state: FollowerState; readonly skipped: number; readonly log: readonly string[] } => {
  const log = recordingLog()
  let skipped = 0
  const parts = recover({
    paths: paths(work),
    info,
    policy: 'equal',
    strict,
    bootId: readBootId(),
    log,
    skipped: () => void skipped++,
  })
  const recovered = atOnce(parts)
  const { state, happen } = live(work)
  happen({ kind: 'recovered', ...recovered })
  happen({ kind: 'master-detected', master: masterInfo })
  for (const effect of play(state).event({ kind: 'register-due' })) {
    if (effect.kind === 'send')
      encode(libprocessMessages.get(`mesos.internal.${effect.name}`) as Schema<object>, effect.body)
  }
  return { state, skipped, log: log.lines.map(({ message }) => message) }
}

const damage = fc.record({
  file: fc.nat(),
  how: fc.constantFrom('cut', 'garble', 'empty', 'gone', 'noise', 'longer'),
  at: fc.nat(),
  byte: fc.integer({ min: 1, max: 255 }),
  noise: fc.uint8Array({ minLength: 1, maxLength: 300 }),
})

const apply = (
  path: string,
  { how, at, byte, noise }: typeof damage extends fc.Arbitrary<infer T> ? T : never,
): void => {
  const content = readFileSync(path)
  if (how === 'gone') return rmSync(path)
  if (how === 'empty') return writeFileSync(path, '')
  if (how === 'noise') return writeFileSync(path, noise)
  if (how === 'longer') return writeFileSync(path, Buffer.concat([content, noise]))
  const place = at % Math.max(content.length, 1)
  if (how === 'cut') return writeFileSync(path, content.subarray(0, place))
  if (content.length > 0) content[place] = content[place]! ^ byte
  writeFileSync(path, content)
}

const damaged = (each: readonly (typeof damage extends fc.Arbitrary<infer T> ? T : never)[]): void => {
  rmSync(work, { recursive: true, force: true })
  cpSync(whole, work, { recursive: true, verbatimSymlinks: true })
  for (const one of each) {
    const files = filesIn(join(work, 'meta'))
    apply(join(work, 'meta', files[one.file % files.length]!), one)
  }
}

describe(`a work folder that is damaged ${fuzzed}`, () => {
  it('whole, all is found', () => {
    damaged([])
    const { state, skipped } = startOver(true)
    expect([...state.frameworks.get('F')!.executors.keys()].sort()).toEqual(['e', 'ended', 'runs'])
    expect([state.operations.size, state.checkpointedResources.length, skipped]).toEqual([2, 1, 0])
    expect(state.draining?.config).toEqual({ max_grace_period: { nanoseconds: 1e9 } })
  })

  it('strict: the start goes on, or ends with a word that names the file', () => {
    holds(fc.array(damage, { minLength: 1, maxLength: 2 }), 40, each => {
      damaged(each)
      try {
        startOver(true)
      } catch (error) {
        expect(error).toBeInstanceOf(MantlError)
        expect((error as MantlError).message).toMatch(/work\/meta|does not fit|no longer in/)
        expect((error as MantlError).hint).toBeDefined()
      }
    })
  })

  it('not strict: the start goes on, and says what is left out; nothing is there that was not', () => {
    holds(fc.array(damage, { minLength: 1, maxLength: 4 }), 40, each => {
      damaged(each)
      try {
        const { state, skipped, log } = startOver(false)
        if (skipped > 0) expect(log.length).toBeGreaterThanOrEqual(skipped)
        for (const { executors } of state.frameworks.values()) {
          for (const id of executors.keys()) expect(['e', 'ended', 'runs']).toContain(id)
        }
        startOver(false)
      } catch (error) {
        // A byte of what we were or of what is reserved may read well, and say another thing.
        if (!(error instanceof MantlError)) throw error
        expect(error.code).toBe('follower.reconfiguration')
      }
    })
  })
})
