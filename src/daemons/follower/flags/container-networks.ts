import type { FlagSpec } from '../../../runtime/flag-spec.ts'
import { flag } from './flag.ts'

/** Networks: a part of the follower’s flags. */
export const containerNetworkFlags = [
  flag({ name: 'network_cni_plugins_dir', type: 'string', meaning: 'folders of CNI plugins, with : between' }),
  flag({ name: 'network_cni_config_dir', type: 'path', meaning: 'folder of CNI configurations, a network each' }),
  flag({
    name: 'network_cni_root_dir_persist',
    type: 'boolean',
    default: 'false',
    meaning: 'what containers have joined is noted in work_dir, and left also after a reboot',
  }),
  flag({
    name: 'network_cni_metrics',
    type: 'boolean',
    default: 'true',
    meaning: 'what goes through the networks of a container is among its statistics',
  }),
  flag({
    name: 'container_ports_watch_interval',
    type: 'duration',
    default: '30secs',
    meaning: 'how often network/ports looks who listens where',
  }),
  flag({
    name: 'check_agent_port_range_only',
    type: 'boolean',
    default: 'false',
    meaning: 'network/ports looks at ports that the agent offers, at no others',
  }),
  flag({
    name: 'enforce_container_ports',
    type: 'boolean',
    default: 'false',
    meaning: 'a container that listens on a port that is not its own ends for it',
  }),
  flag({
    name: 'container_ports_isolated_range',
    type: 'string',
    meaning: '[begin-end]: the ports that network/ports looks at',
  }),
] as const satisfies readonly FlagSpec[]
