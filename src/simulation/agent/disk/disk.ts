import type { FileStep } from '../../../daemons/follower/disk/step.ts'
import { stepRunner } from '../../../daemons/follower/disk/step-runner.ts'
import type { CheckpointEffect } from '../../../daemons/follower/effects.ts'
import { paths } from '../../../daemons/follower/paths.ts'
import { checkpointSteps } from '../../../daemons/follower/perform/checkpoint.ts'
import { type Kept, keepResources } from '../../../daemons/follower/perform/keep-resources.ts'
import { type Recovered, recover } from '../../../daemons/follower/recover.ts'
import { storedFiles } from '../../../daemons/follower/recovery/stored-files.ts'
import type { AgentInfo } from '../../../mesos/messages/agent-info.ts'
import { atOnce } from '../../../runtime/parts.ts'
import type { Chance } from '../../chance.ts'
import { silentLog } from '../../silent-log.ts'
import { createFileSystem, Died } from './file-system.ts'
import { entryAt, type Folder } from './tree.ts'

/** What is done to files for a checkpoint; `checkpoint-resources` is no list of steps. */
export type Steps = (
  agentId: string,
  effect: Exclude<CheckpointEffect, { kind: 'checkpoint-resources' }>,
) => readonly FileStep[]

/** A machine's disk with the work folder on it. The follower's own code writes and reads it. */
export interface Disk {
  readonly stepsOf: Steps
  /** `toSync`: takes what is to be synced, instead of its being so when this returns. */
  run(steps: readonly FileStep[], toSync?: number[]): void
  sync(files: readonly number[]): void
  keep(effect: Extract<CheckpointEffect, { kind: 'checkpoint-resources' }>): Kept
  /** The process is killed amid this. */
  dyingAmid(work: () => void): void
  /** What the next life finds. Throws what the follower's start throws. */
  recover(info: AgentInfo): Recovered
  /** The machine was booted. `powerCut`: what was not synced is lost, or some of it. */
  boot(powerCut: boolean): void
  /** The next start is that of a new agent. */
  forget(): void
  /** The folder there: the same object as long as it is the same folder. */
  folder(path: string): Folder | undefined
}

export const WORK = '/work'

/** A death amid a job comes before one of its first so many changes. */
const MOST_CHANGES = 12

export const createDisk = (chance: Chance, alter: (steps: readonly FileStep[]) => readonly FileStep[]): Disk => {
  const system = createFileSystem()
  const { fs } = system
  const places = paths(WORK)
  let names = 0
  let boots = 1
  const files = storedFiles(fs, 1, () => String(++names))
  const runSteps = stepRunner(fs as never, 1)
  const remove = (path: string) => fs.rmSync(path, { recursive: true, force: true })

  return {
    stepsOf: (agentId, effect) => alter(checkpointSteps(places, agentId, effect)),
    run: (steps, toSync) => void runSteps(steps, toSync),
    sync: opened => {
      for (const file of opened) {
        fs.fsyncSync(file)
        fs.closeSync(file)
      }
    },
    keep: ({ resources, operations }) => {
      const kept = keepResources(places, resources, operations, files)
      kept.aside.forEach(remove)
      return kept
    },
    dyingAmid: work => {
      system.dieAfter(chance.below(MOST_CHANGES))
      try {
        work()
      } catch (error) {
        if (!(error instanceof Died)) throw error
      } finally {
        system.dieAfter(undefined)
      }
    },
    recover: info => {
      const bootId = `boot ${boots}`
      const skipped = () => {}
      return atOnce(
        recover({ paths: places, info, policy: 'equal', strict: true, bootId, log: silentLog, skipped, files }),
      )
    },
    boot: powerCut => {
      boots += 1
      if (powerCut) system.loseSome(chance)
    },
    forget: () => remove(`${places.agentsMeta}/latest`),
    folder: path => {
      const found = entryAt(system.root, path)
      return found?.kind === 'folder' ? found : undefined
    },
  }
}
