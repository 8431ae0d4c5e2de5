import type { FrameworkInfo } from './messages/framework.ts'

/**
 * A framework with this label wants no status update that comes while it is away: a leader of mantl acknowledges them in its place, so that what has
 * ended keeps no agent from being drained. Other leaders know nothing of it.
 */
export const leaderAcknowledges = { key: 'mantl.status_updates', value: 'acknowledged-by-leader' } as const

export const isAcknowledgedByLeader = ({ labels }: Pick<FrameworkInfo, 'labels'>): boolean =>
  labels?.labels?.some(({ key, value }) => key === leaderAcknowledges.key && value === leaderAcknowledges.value) ??
  false
