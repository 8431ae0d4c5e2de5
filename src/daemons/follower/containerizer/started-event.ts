import type { EventOf } from '../events.ts'
import type { ProcessRef } from '../linux/process-tree.ts'
import { networksOf } from '../networks/networks-of.ts'
import type { Inner } from './inner.ts'
import { readStatus } from './usage.ts'

/** The container runs, with the networks that it has joined. */
export const startedEvent = (
  { containerOf, settings, isolators, cgroups }: Inner,
  containerId: string,
  { pid, startTime }: ProcessRef,
): EventOf<'container-started'> => {
  const networkInfos = networksOf(containerOf(containerId), settings)
  const { cgroup_info: cgroupInfo } = cgroups ? readStatus(isolators, cgroups, containerId) : {}
  return {
    kind: 'container-started',
    containerId,
    pid,
    startTime,
    ...(networkInfos ? { networkInfos } : {}),
    ...(cgroupInfo ? { cgroupInfo } : {}),
  }
}
