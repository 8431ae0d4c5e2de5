import { daemonExit } from '../../runtime/exit-codes.ts'

/** What the leader exits with; docs/daemons.md tells what to do about each. All but `stopped` and `usage` ask for a restart. */
export const exitCode = {
  ...daemonExit,
  /** The election is lost, or the registry has a newer writer. */
  leadershipLost: 75,
  /** The registry can't be read or written. */
  registry: 74,
  /** More recovered agents stayed away than --recovery_agent_removal_limit allows. */
  tooManyAgentsLost: 76,
} as const
