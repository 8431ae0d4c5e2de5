import { MantlError } from '../errors.ts'
import type { LeaderOptions } from '../mesos/clients/leader.ts'
import { askLeader } from './calls.ts'

/** As the leader's /mantl/drains tells it. */
export interface Drain {
  readonly agent_id: string
  readonly hostname?: string
  readonly stands: 'connected' | 'disconnected' | 'recovered' | 'unreachable'
  readonly state: 'DRAINING' | 'DRAINED'
  readonly max_grace_period_seconds?: number
  readonly mark_gone: boolean
  /** Seconds since the epoch. */
  readonly started?: number
  /** Absent while the agent is away: nobody knows then. */
  readonly waits_for?: { readonly tasks: readonly WaitingTask[]; readonly operations: readonly string[] }
}

export interface WaitingTask {
  readonly task_id: string
  readonly name: string
  readonly framework_id: string
  readonly framework_name?: string
  readonly framework_connected: boolean
  readonly state: string
  /** It has ended; its framework has yet to say that it knows. */
  readonly unacknowledged: boolean
}

/** All of them, or the one of an agent. A C++ leader tells no tasks, and nothing of agents that are away. */
export const listDrains = async (options: LeaderOptions, agentId?: string): Promise<readonly Drain[]> => {
  const query = (name: string) => (agentId === undefined ? '' : `?${new URLSearchParams({ [name]: agentId })}`)
  try {
    return ((await askLeader(`/mantl/drains${query('agent_id')}`, options)) as { readonly drains: Drain[] }).drains
  } catch (error) {
    if (!(error instanceof MantlError && error.code === 'http.not_found')) throw error
    const { slaves } = (await askLeader(`/slaves${query('slave_id')}`, options)) as { readonly slaves: SlaveJson[] }
    return slaves.flatMap(drainOf)
  }
}

interface SlaveJson {
  readonly id: string
  readonly hostname: string
  readonly drain_info?: { readonly state: Drain['state']; readonly config: { readonly mark_gone?: boolean } }
  readonly estimated_drain_start_time_seconds?: number
}

const drainOf = ({ id, hostname, drain_info, estimated_drain_start_time_seconds: started }: SlaveJson): Drain[] => {
  if (drain_info === undefined) return []
  const { state, config } = drain_info
  const mark_gone = config.mark_gone ?? false
  return [{ agent_id: id, hostname, stands: 'connected', state, mark_gone, ...(started !== undefined && { started }) }]
}
