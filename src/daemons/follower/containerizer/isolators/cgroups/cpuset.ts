import { plainController } from './plain.ts'

/** A cgroup of cpuset for each container, at first with all that its parent has. */
export const cgroupsCpuset = plainController('cgroups/cpuset', 'cpuset')
