import type { Process } from './process.ts'

/** A daemon or a scheduler as faults see it: something that runs on a host. */
export interface SimulatedNode {
  /** Also its host's name. */
  readonly name: string
  readonly up: boolean
  /** Its present life, or the last one. */
  readonly process: Process
  /** ms that its clock is wrong by. */
  skew: number
  start(): void
  /** The process ends this instant, as by SIGKILL. */
  crash(): void
  /** It will end within the next transition that has effects, after so many of them. */
  crashAmid(effects: number): void
}

/** Counts down the effects of one transition. */
export interface Fuse {
  light(effects: number): void
  /** A transition with so many effects begins. */
  begin(effects: number): void
  /** Before each effect: true when the end has come. */
  burnt(): boolean
}

export const createFuse = (): Fuse => {
  let lit: number | undefined
  let left: number | undefined
  return {
    light: effects => {
      lit = effects
    },
    begin: effects => {
      if (lit === undefined || effects === 0) return
      left = lit % (effects + 1)
      lit = undefined
    },
    burnt: () => {
      if (left === undefined) return false
      if (left > 0) {
        left -= 1
        return false
      }
      left = undefined
      return true
    },
  }
}
