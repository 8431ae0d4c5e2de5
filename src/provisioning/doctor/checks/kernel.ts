import { playsFollower } from '../../../roles/mesos/settings.ts'
import { cgroupControllers } from '../../facts/host/cgroup-controllers.ts'
import { ask } from '../../model/fact.ts'
import type { Check, Examinee } from '../check.ts'

/** Isolators of cgroups whose controller the kernel does not have. */
export const kernel: Check = {
  name: 'kernel',
  needs: host => (isolatorsOf(host).length === 0 ? [] : [ask(cgroupControllers, {})]),
  find: hosts =>
    hosts.flatMap(host => {
      const isolators = isolatorsOf(host)
      if (isolators.length === 0) return []
      const known = host.facts.get(cgroupControllers, {})
      const missing = isolators.filter(isolator => !controllersOf(isolator).some(name => known.has(name)))
      if (missing.length === 0) return []
      return [
        {
          severity: 'error' as const,
          host: host.host.name,
          what: `its kernel has no cgroups for ${missing.join(', ')}`,
          hint: 'cgroup_enable=memory on the kernel’s command line, or mesos_isolation: posix/cpu,posix/mem',
        },
      ]
    }),
}

const isolatorsOf = ({ host, surroundings }: Examinee): readonly string[] =>
  playsFollower(host) && surroundings.uid === 0
    ? host.vars.mesos_isolation.split(',').filter(name => /^cgroups\/(cpu|mem|pids|cpuset|hugetlb)$/.test(name))
    : []

const controllersOf = (isolator: string): readonly string[] =>
  isolator === 'cgroups/mem' ? ['memory'] : [isolator.slice('cgroups/'.length)]
