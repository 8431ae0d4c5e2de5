import type { Disk } from '../disk/disk.ts'
import type { FileStep } from '../disk/step.ts'
import type { CheckpointEffect, Effect } from '../effects.ts'

export interface OutboxOptions {
  readonly disk: Disk
  /** How a checkpoint is written; `undefined`: it is performed, as others are. */
  readonly stepsOf: (effect: CheckpointEffect) => readonly FileStep[] | undefined
  readonly perform: (effect: Effect) => unknown
  /** A checkpoint could not be written. Once; nothing is performed any more. */
  readonly broken: (effect: Effect, error: unknown) => void
  /** What was performed later than it was taken has thrown. */
  readonly failed: (effect: Effect, error: unknown) => void
}

/**
 * Effects go out in the order in which they are taken, and none before all checkpoints ahead of it are on disk. While the disk is waited for, events
 * go on: what they bring stands in line.
 */
export interface Outbox {
  /** What `perform` returns, if there is nothing to wait for. */
  take(effect: Effect): unknown
  /** Once all has gone out that was taken before. */
  settled(): Promise<void>
}

type Entry =
  | { readonly effect: Effect; readonly steps?: undefined }
  | { readonly effect: CheckpointEffect; readonly steps: readonly FileStep[]; sent: boolean; written: boolean }
  /** Somebody waits for those ahead. */
  | { readonly effect?: undefined; readonly steps?: undefined; readonly settle: () => void }

export const createOutbox = ({ disk, stepsOf, perform, broken, failed }: OutboxOptions): Outbox => {
  let line: Entry[] = []
  /** Checkpoints in the line that are performed: none is written past them. */
  let barriers = 0
  let isBroken = false

  const giveUp = (effect: Effect, error: unknown) => {
    isBroken = true
    line = []
    broken(effect, error)
  }
  const carryOut = (effect: Effect): unknown => {
    try {
      return perform(effect)
    } catch (error) {
      if (!isCheckpoint(effect)) throw error
      giveUp(effect, error)
    }
  }
  const carryOutLate = (effect: Effect): void => {
    try {
      const result = carryOut(effect)
      if (result instanceof Promise) result.catch(error => failed(effect, error))
    } catch (error) {
      failed(effect, error)
    }
  }
  const write = (entry: Extract<Entry, { sent: boolean }>): void => {
    entry.sent = true
    const told: Parameters<Disk['run']>[1] = outcome => {
      if (isBroken) return
      if ('error' in outcome) return giveUp(entry.effect, outcome.error)
      entry.written = true
      advance()
    }
    disk.run(entry.steps, told, true)
  }
  const writeHeld = (): void => {
    for (const entry of [...line]) {
      if (isBarrier(entry)) return
      if (entry.steps && !entry.sent) write(entry)
    }
  }
  const advance = (): void => {
    while (line[0] && (line[0].steps === undefined || line[0].written)) {
      const entry = line.shift()!
      if (entry.steps) continue
      if (entry.effect === undefined) entry.settle()
      else carryOutLate(entry.effect)
      if (!isBarrier(entry)) continue
      barriers -= 1
      writeHeld()
    }
  }
  return {
    take: effect => {
      if (isBroken) return
      if (waitsForNothing(effect)) return perform(effect)
      const steps = isCheckpoint(effect) ? stepsOf(effect) : undefined
      if (steps === undefined) {
        if (line.length === 0) return carryOut(effect)
        line.push({ effect })
        barriers += isCheckpoint(effect) ? 1 : 0
      } else {
        const entry = { effect: effect as CheckpointEffect, steps, sent: false, written: false }
        line.push(entry)
        if (barriers === 0) write(entry)
      }
    },
    settled: () => (line.length === 0 ? Promise.resolve() : new Promise(settle => line.push({ settle }))),
  }
}

const isBarrier = ({ effect, steps }: Entry): boolean =>
  effect !== undefined && steps === undefined && isCheckpoint(effect)

const isCheckpoint = (effect: Effect): effect is CheckpointEffect => effect.kind.startsWith('checkpoint-')

const own: ReadonlySet<Effect['kind']> = new Set(['timer', 'cancel-timer', 'count', 'log'])

/** What nobody else sees, and the answer to the leader's question whether we live. */
const waitsForNothing = (effect: Effect): boolean =>
  own.has(effect.kind) || (effect.kind === 'send' && effect.name === 'PongSlaveMessage')
