import type { FollowerSettings } from '../../daemons/follower/state.ts'
import type { Chance } from '../chance.ts'

/** What followers of a run are told by their flags, beside who they are. */
export type AgentSettings = Pick<
  FollowerSettings,
  | 'authenticates'
  | 'authentication'
  | 'registrationBackoff'
  | 'executorRegistrationTimeout'
  | 'executorReregistrationTimeout'
  | 'executorShutdownGrace'
>

export const usualAgentSettings: AgentSettings = {
  authenticates: false,
  authentication: { timeoutMin: 5_000, timeoutMax: 60_000, backoff: 1_000 },
  registrationBackoff: 1_000,
  executorRegistrationTimeout: 60_000,
  executorReregistrationTimeout: 2_000,
  executorShutdownGrace: 5_000,
}

export const drawAgentSettings = (chance: Chance): AgentSettings => ({
  authenticates: chance.happens(0.6),
  authentication: {
    timeoutMin: chance.pick([100, 1_000, 5_000]),
    timeoutMax: 60_000,
    backoff: chance.pick([1_000, 100, 10_000]),
  },
  registrationBackoff: chance.pick([1_000, 1_000, 0, 10, 20_000]),
  executorRegistrationTimeout: chance.pick([60_000, 5_000]),
  executorReregistrationTimeout: chance.pick([2_000, 500, 15_000]),
  executorShutdownGrace: chance.pick([5_000, 0]),
})

export const settingsFor = (ip: string, settings: AgentSettings): FollowerSettings => ({
  workDir: '/work',
  version: '1.11.0',
  ...settings,
  recoveryTimeout: 900_000,
  gcDelay: 604_800_000,
  switchUser: false,
  ownUser: 'root',
  root: true,
  maxCompletedExecutors: 5,
  ip,
  port: 5051,
})
