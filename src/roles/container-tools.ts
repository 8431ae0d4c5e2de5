import { installed } from '../provisioning/operations/packages/installed.ts'
import { playsFollower } from './mesos/settings.ts'
import type { Role, RoleHost } from './role.ts'

/** What followers need besides their release for what mesos_isolation asks of them. An ordinary user has none of it. */
export const containerTools: Role = {
  name: 'container-tools',
  meaning: 'crun and network plugins, where mesos_isolation needs them',
  area: 'mesos',
  after: ['base'],
  plays: host => playsFollower(host) && packagesFor(host).length > 0,
  operations: ({ host, surroundings }) => (surroundings.uid === 0 ? [installed(packagesFor(host))] : []),
}

/** Containers with namespaces, mounts or a system call filter of their own are started by crun. */
const withRuntime =
  /^(filesystem\/linux|namespaces\/\w+|linux\/(seccomp|devices)|volume\/\w+|docker\/runtime|network\/cni)$/

const packagesOf: Readonly<Record<string, readonly string[]>> = {
  'network/cni': ['containernetworking-plugins', 'iptables'],
  'disk/xfs': ['xfsprogs'],
}

const packagesFor = ({ vars }: RoleHost): readonly string[] => {
  const isolators = vars.mesos_isolation.split(',')
  const runtime = isolators.some(name => withRuntime.test(name)) ? ['crun'] : []
  return [...runtime, ...isolators.flatMap(name => packagesOf[name] ?? [])]
}
