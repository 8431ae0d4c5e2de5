import type { Isolator, IsolatorSettings, MachineAbilities } from '../isolator.ts'

/** Containers on the host's network listen on ports of theirs alone; watchers/ports.ts looks. */
export const networkPorts: Isolator = {
  name: 'network/ports',
  impossible: (machine, settings) => impossible(machine, settings),
}

const impossible = ({ root, cgroups }: MachineAbilities, settings: IsolatorSettings): string | undefined => {
  if (!root || cgroups === undefined || settings.launcher === 'posix') return 'it needs the linux launcher'
  return settings.check_agent_port_range_only === true && settings.container_ports_isolated_range !== undefined
    ? '--check_agent_port_range_only and --container_ports_isolated_range exclude each other'
    : undefined
}
