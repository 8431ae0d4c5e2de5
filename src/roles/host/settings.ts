import { content } from '../../provisioning/model/content.ts'
import { block } from '../../provisioning/operations/files/block.ts'
import { directory } from '../../provisioning/operations/files/directory.ts'
import { file } from '../../provisioning/operations/files/file.ts'
import { installed } from '../../provisioning/operations/packages/installed.ts'
import { hostUnit } from '../../provisioning/operations/units/host-unit.ts'
import { readFile } from '../../provisioning/operations/units/read-files.ts'
import type { Role, RoleContext } from '../role.ts'
import { needsSystemd } from './needs-systemd.ts'

/** Kernel settings, limits of users, the clock, names of the cluster's hosts: each only where its variable asks for it. */
export const hostSettings: Role = {
  name: 'host-settings',
  meaning:
    'kernel settings, limits of users, time synchronisation and /etc/hosts, as far as the inventory asks for them',
  area: 'host',
  after: ['base'],
  plays: ({ vars }) =>
    Object.keys({ ...vars.mantl_sysctl, ...vars.mantl_limits }).length > 0 ||
    vars.mantl_time_sync ||
    vars.mantl_hosts_file,
  operations: context =>
    needsSystemd(context, 'mantl_sysctl, mantl_limits, mantl_time_sync, mantl_hosts_file', () => all(context)),
}

const all = (context: RoleContext) => {
  const { host, layout } = context
  const { mantl_sysctl: settings, mantl_limits: limits, mantl_time_sync: time, mantl_hosts_file: names } = host.vars
  const sysctl = content(context.template('host/sysctl.conf', { settings: linesOf(settings) }))
  const limited = content(context.template('host/limits.conf', { limits: linesOf(limits) }))
  return [
    ...(Object.keys(settings).length === 0
      ? []
      : hostUnit('systemd-sysctl', layout, [
          readFile({ path: '/etc/sysctl.d/90-mantl.conf', content: sysctl, mode: 0o644 }),
        ])),
    ...(Object.keys(limits).length === 0
      ? []
      : [
          directory({ path: '/etc/security/limits.d', mode: 0o755, shared: true }),
          file({ path: '/etc/security/limits.d/90-mantl.conf', content: limited, mode: 0o644 }),
        ]),
    ...(time ? [installed(['systemd-timesyncd']), ...hostUnit('systemd-timesyncd', layout, [])] : []),
    ...(names ? [block({ path: '/etc/hosts', lines: hostsLines(context) })] : []),
  ]
}

const linesOf = (settings: Readonly<Record<string, string>>) =>
  Object.entries(settings).map(([name, value]) => ({ name, value }))

/** Only addresses can stand there; a host that is known by name alone is found by that name anyway. */
const hostsLines = ({ cluster }: RoleContext): readonly string[] =>
  cluster.hosts.filter(({ address }) => isAddress(address)).map(({ name, address }) => `${address} ${name}`)

export const isAddress = (text: string): boolean => /^\d+\.\d+\.\d+\.\d+$|^[0-9a-f]*:[0-9a-f:.]+$/i.test(text)
