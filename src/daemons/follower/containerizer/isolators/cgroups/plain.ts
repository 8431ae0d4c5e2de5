import type { Isolator } from '../isolator.ts'
import { inCgroups } from './in-cgroups.ts'
import { needsCgroups } from './needs-cgroups.ts'

/** An isolator that gives each container a cgroup of a controller and leaves its settings to the operator. */
export const plainController = (name: string, controller: string): Isolator => ({
  name,
  impossible: machine => needsCgroups(controller, machine),
  prepare: (spec, container) => inCgroups(spec, container, [controller]),
})
