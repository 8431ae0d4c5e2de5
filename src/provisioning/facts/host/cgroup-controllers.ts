import type { FactKind } from '../../model/fact.ts'

/** Controllers of cgroups that the kernel gives, of version 1 or 2. */
export const cgroupControllers: FactKind<Record<string, never>, ReadonlySet<string>> = {
  name: 'host/cgroup-controllers',
  command: () => ({ script: 'cat /sys/fs/cgroup/cgroup.controllers 2>/dev/null; ls /sys/fs/cgroup 2>/dev/null; :' }),
  read: ({ stdout }) => new Set(stdout.split(/[\s,]+/).filter(word => word !== '')),
  subject: () => 'the cgroups of the kernel',
}
