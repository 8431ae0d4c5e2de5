import { statSync } from 'node:fs'
import { parsePorts } from '../containerizer/watchers/port-ownership.ts'
import type { FollowerFlags } from '../identity.ts'
import { dnsFlagProblem } from './dns-flag.ts'

/** What is wrong with the flags of networks and volumes. */
export const networkFlagProblems = (flags: FollowerFlags): readonly string[] => {
  const { network_cni_config_dir: configs, container_ports_isolated_range: range } = flags
  const dns = dnsFlagProblem(flags.default_container_dns)
  const ports = range === undefined ? [] : parsePorts(range)
  const odd = (flags.host_path_volume_force_creation ?? '')
    .split(':')
    .find(folder => folder !== '' && !folder.startsWith('/'))
  return [
    ...(configs === undefined || configs === '' || isFolder(configs)
      ? []
      : [`--network_cni_config_dir: there is no folder ${configs}`]),
    ...(dns === undefined ? [] : [`--default_container_dns: ${dns}`]),
    ...('problem' in ports ? [`--container_ports_isolated_range: ${ports.problem}`] : []),
    ...(odd === undefined ? [] : [`--host_path_volume_force_creation: '${odd}' is not an absolute path`]),
  ]
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
