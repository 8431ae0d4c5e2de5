import { type AgentSettings, drawAgentSettings, usualAgentSettings } from './agent/settings.ts'
import { createChance } from './chance.ts'

/** What is mostly as in life, and seldom at either end of what may be: haste and patience both bring out what is wrong. */
export interface Knobs {
  readonly agentSettings: AgentSettings
  /** ms that a leader waits for the agents of the one before it; absent: as the plan draws it. */
  readonly agentReregisterTimeout?: number
  /** ms that a message takes from one host to another, at least and at most. */
  readonly delay: readonly [number, number]
  /** ms that a follower's disk takes for a write, at least and at most; 0: none at all. */
  readonly diskDelay: readonly [number, number]
}

const usual: Knobs = { agentSettings: usualAgentSettings, delay: [1, 4], diskDelay: [0, 0] }

/** None takes no time at all: what is refused and offered again at once would go on for ever in one moment. */
const DELAYS = [
  [1, 4],
  [1, 1],
  [20, 300],
] as const
const DISKS = [
  [0, 0],
  [0, 4],
  [10, 200],
] as const

/** Every so many seeds turn them. */
const EVERY = 20

/** By a generator of its own: whatever becomes of them here, all else that the seed draws stays the same. */
export const drawKnobs = (seed: number): Knobs => {
  if (seed % EVERY !== 0) return usual
  const chance = createChance(~seed)
  return {
    agentSettings: drawAgentSettings(chance),
    ...(chance.happens(0.3) && { agentReregisterTimeout: 5_000 }),
    delay: chance.pick(DELAYS),
    diskDelay: chance.pick(DISKS),
  }
}
