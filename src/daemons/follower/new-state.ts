import type { AgentInfo } from '../../mesos/messages/agent-info.ts'
import type { Random } from '../../runtime/random.ts'
import type { FollowerSettings, FollowerState } from './state.ts'

/** Until a leader says otherwise. */
const firstPingTimeout = 75_000

/** A follower that has just started: the disk is not read yet. `now`: ms since the epoch. */
export const newState = (settings: FollowerSettings, info: AgentInfo, random: Random, now: number): FollowerState => ({
  settings,
  random,
  pid: `slave(1)@${settings.ip}:${settings.port}`,
  startTime: now,
  info,
  resourceVersion: random.uuidBase64(),
  phase: 'recovering',
  registrationAttempts: 0,
  pingTimeout: firstPingTimeout,
  checkpointedResources: [],
  frameworks: new Map(),
  completedFrameworks: [],
  streams: new Map(),
  operations: new Map(),
  containers: new Map(),
  waiters: new Map(),
})
