import type { HostVariables } from '../../inventory/host-variables.ts'
import type { Layout } from '../../provisioning/layout.ts'
import { type Feature, switchedOff } from '../../provisioning/operations/removed/switched-off.ts'
import type { Role } from '../role.ts'

interface Switched extends Feature {
  readonly on: (vars: HostVariables) => boolean
}

/** What the roles of this folder bring, each by the variable that asks for it. */
export const features = ({ config, units }: Layout): readonly Switched[] => [
  {
    variable: 'mantl_firewall',
    on: vars => vars.mantl_firewall,
    files: [`${config}/firewall.nft`, `${units}/mantl-firewall.service`],
    unit: 'mantl-firewall',
  },
  {
    variable: 'mantl_dns',
    on: vars => vars.mantl_dns,
    files: ['/etc/dnsmasq.d/mantl.conf'],
    unit: 'dnsmasq',
    package: 'dnsmasq',
    rereads: true,
  },
  { variable: 'mantl_hosts_file', on: vars => vars.mantl_hosts_file, files: [], block: '/etc/hosts' },
  {
    variable: 'mantl_sysctl',
    on: vars => Object.keys(vars.mantl_sysctl).length > 0,
    files: ['/etc/sysctl.d/90-mantl.conf'],
    unit: 'systemd-sysctl',
  },
  {
    variable: 'mantl_limits',
    on: vars => Object.keys(vars.mantl_limits).length > 0,
    files: ['/etc/security/limits.d/90-mantl.conf'],
  },
  {
    variable: 'mantl_time_sync',
    on: vars => vars.mantl_time_sync,
    files: [],
    unit: 'systemd-timesyncd',
    package: 'systemd-timesyncd',
  },
  { variable: 'mantl_logrotate', on: vars => vars.mantl_logrotate, files: ['/etc/logrotate.d/mantl'] },
]

/** Comes last, so that what still leans on these has changed before. */
export const hostSwitchedOff: Role = {
  name: 'switched-off',
  meaning: 'what mantl made for settings of the host that the inventory no longer asks for goes',
  area: 'host',
  after: ['base'],
  plays: () => true,
  operations: ({ host, layout, surroundings }) =>
    surroundings.uid === 0
      ? features(layout)
          .filter(({ on }) => !on(host.vars))
          .map(({ on: _on, ...feature }) => switchedOff(feature, layout))
      : [],
}
