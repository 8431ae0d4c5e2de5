import type { ContainerResources } from '../../launch-spec.ts'
import type { Isolator, IsolatorSettings } from '../isolator.ts'
import { inCgroups } from './in-cgroups.ts'
import { needsCgroups } from './needs-cgroups.ts'

/** Of all processes and threads that the machine can have: what systemd lets a unit have, too. */
const share = 0.15

/**
 * A cgroup of pids for each container. Mesos sets no limit there and leaves the machine to the first fork bomb; here a container has at
 * most as many processes and threads as its scalar resource `pids` says, or 15 % of the machine's where it has none.
 */
export const cgroupsPids: Isolator = {
  name: 'cgroups/pids',
  impossible: machine => needsCgroups('pids', machine),
  prepare: (spec, container, settings) => {
    const limit = asked(container.resources) ?? fallback(settings)
    return inCgroups(spec, container, ['pids'], limit === undefined ? {} : { pids: { limit } })
  },
}

const asked = ({ all }: ContainerResources): number | undefined => {
  const amounts = (all ?? []).flatMap(({ name, scalar }) => (name === 'pids' && scalar ? [scalar.value] : []))
  return amounts.length === 0 ? undefined : Math.max(Math.floor(amounts.reduce((sum, one) => sum + one, 0)), 1)
}

const fallback = ({ machine }: IsolatorSettings): number | undefined =>
  machine === undefined ? undefined : Math.max(Math.floor(machine.maxThreads * share), 1)
