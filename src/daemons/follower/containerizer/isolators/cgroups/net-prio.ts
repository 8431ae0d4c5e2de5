import { plainController } from './plain.ts'

/** A cgroup of net_prio for each container. */
export const cgroupsNetPrio = plainController('cgroups/net_prio', 'net_prio')
