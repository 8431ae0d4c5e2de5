import type { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import type { Framework } from '../state.ts'
import { rolesOf } from '../validation/framework.ts'

/** A framework as its info says it is, in no way connected yet. `info.id` is set. */
export const newFramework = (info: FrameworkInfo): Framework => ({
  id: info.id!.value,
  info,
  capabilities: capabilitiesOf(info),
  roles: rolesOf(info),
  suppressedRoles: new Set(),
  active: false,
  connected: false,
  recovered: false,
  tasks: new Map(),
  unreachableTasks: new Map(),
  completedTasks: [],
  executors: new Map(),
  offers: new Set(),
  inverseOffers: new Set(),
  operations: new Map(),
  operationIds: new Map(),
})

export const capabilitiesOf = (info: FrameworkInfo): ReadonlySet<string> =>
  new Set((info.capabilities ?? []).map(({ type }) => type ?? 'UNKNOWN'))
