/**
 * PURE. active: offered to frameworks · disconnected: its link broke · deactivated: put aside · draining: its tasks end · drained ·
 * recovering: not heard of since the leader changed · unreachable: it did not answer.
 */
export type AgentState =
  | 'active'
  | 'disconnected'
  | 'deactivated'
  | 'draining'
  | 'drained'
  | 'recovering'
  | 'unreachable'

/** What an agent's entry in the leader's endpoints says of it; of leaders before 1.9 `active` alone. */
export interface StandingJson {
  readonly active: boolean
  readonly deactivated?: boolean
  readonly drain_info?: { readonly state: string }
}

export const agentState = ({ active, deactivated, drain_info }: StandingJson): AgentState => {
  if (drain_info) return drain_info.state === 'DRAINED' ? 'drained' : 'draining'
  if (deactivated) return 'deactivated'
  return active ? 'active' : 'disconnected'
}
