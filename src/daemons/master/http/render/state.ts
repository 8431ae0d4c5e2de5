import type { BuildInfo } from '../../../../http/build-info.ts'
import type { MasterInfo } from '../../../../mesos/messages/agent-info.ts'
import type { Agents, MasterState } from '../../state.ts'
import { recoveredAgentView } from './agent.ts'
import { frameworkPieces } from './framework.ts'
import { listOf, listOfWritten, objectOf, type Pieces } from './pieces.ts'
import { seconds } from './seconds.ts'
import type { Written } from './written.ts'

/** What /state says beside what the leader knows. */
export interface Surroundings {
  readonly build: BuildInfo
  /** As runtime/flags.ts shows them; absent: the caller may not see them. */
  readonly flags?: Readonly<Record<string, string>>
}

/**
 * PURE. /state, facts/endpoints-v0.md 3.1, in pieces. Events may change the state between two of them: what a piece shows (one agent,
 * one task, a framework's own members) is of one moment; a task that moves meanwhile may stand in two lists or in none, and sums may be
 * a moment older than the tasks they are of. Agents and frameworks are those of the beginning.
 */
export const statePieces = (state: MasterState, surroundings: Surroundings, written: Written): Pieces => {
  const frameworks = [...state.frameworks.values()]
  const completed = [...state.completedFrameworks.values()]
  return objectOf(stateHead(state, surroundings), {
    slaves: listOfWritten(written.agents.list(state.agents.registered, [...state.agents.registered.values()])),
    recovered_slaves: recoveredAgents(state),
    frameworks: listOf(frameworks, framework => frameworkPieces(state, framework, written)),
    completed_frameworks: listOf(completed, framework => frameworkPieces(state, framework, written)),
    orphan_tasks: ['[]'],
    unregistered_frameworks: ['[]'],
  })
}

export const recoveredAgents = ({ agents }: MasterState): Pieces =>
  listOf([...agents.recovered], ([id, { info }]) => JSON.stringify(recoveredAgentView(id, info)))

const stateHead = (state: MasterState, { build, flags }: Surroundings) => {
  const { info, leader } = state
  const active = activeAgents(state.agents)
  return {
    ...build,
    start_time: seconds(state.startedAt),
    ...(state.electedAt !== undefined && { elected_time: seconds(state.electedAt) }),
    id: info.id,
    pid: info.pid,
    hostname: info.hostname,
    capabilities: (info.capabilities ?? []).map(({ type }) => type),
    activated_slaves: active,
    deactivated_slaves: state.agents.registered.size - active,
    unreachable_slaves: state.agents.unreachable.size,
    ...(info.domain && { domain: info.domain }),
    ...(leader && { leader: leader.pid, leader_info: leaderView(leader) }),
    ...(flags && { ...named(flags), flags }),
  }
}

export const activeAgents = ({ registered }: Pick<Agents, 'registered'>): number => {
  let count = 0
  for (const { active, deactivated } of registered.values()) if (active && !deactivated) count++
  return count
}

const leaderView = ({ id, pid, port, hostname, domain }: MasterInfo) => ({
  id,
  pid,
  port,
  hostname,
  ...(domain && { domain }),
})

/** The flags that stand at the top too, those that are set. */
const named = ({ cluster, log_dir, external_log_file }: Readonly<Record<string, string>>) => ({
  ...(cluster !== undefined && { cluster }),
  ...(log_dir !== undefined && { log_dir }),
  ...(external_log_file !== undefined && { external_log_file }),
})
