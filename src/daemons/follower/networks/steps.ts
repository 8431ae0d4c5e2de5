import type { NetworkInfo } from '../../../mesos/messages/container.ts'
import { type NetworkConfig, type PluginConfig, portMapperType } from './config.ts'
import type { CniResult } from './result.ts'

/** One thing to do to join a network or to leave it, decided. PURE. */
export type Step =
  /** Run the plugin `type` with `config` on its stdin. */
  | { readonly kind: 'plugin'; readonly type: string; readonly config: object }
  /** Let these ports of the host lead to the container; leaving, take away all that are marked as the container's. */
  | { readonly kind: 'map-ports'; readonly chain: string; readonly excludeDevices: readonly string[] }

/**
 * What a network's configuration means for one container, in the order of joining: leaving goes the other way. The port mapper of Mesos is
 * its delegate, then the mapping of ports.
 */
export const stepsOf = (network: NetworkConfig, info: NetworkInfo): readonly Step[] =>
  network.plugins.flatMap(plugin => {
    if (plugin.type !== portMapperType) return [run(network, plugin, info)]
    const delegate = plugin.delegate as PluginConfig
    const { chain, excludeDevices = [] } = plugin as unknown as { chain: string; excludeDevices?: readonly string[] }
    const args = { ...(plugin.args ?? {}), ...(delegate.args ?? {}) }
    const version = delegate.cniVersion ?? plugin.cniVersion
    const own = { ...delegate, args, ...(version === undefined ? {} : { cniVersion: version }) }
    return [run(network, own, info), { kind: 'map-ports', chain, excludeDevices } as const]
  })

const run = (network: NetworkConfig, plugin: PluginConfig, info: NetworkInfo): Step => {
  const runtimeConfig = runtimeConfigOf(plugin, info)
  const { capabilities: _, ...config } = plugin
  return {
    kind: 'plugin',
    type: plugin.type,
    config: {
      ...config,
      name: network.name,
      ...(network.cniVersion === undefined ? {} : { cniVersion: network.cniVersion }),
      args: { ...(plugin.args ?? {}), 'org.apache.mesos': { network_info: info } },
      ...(Object.keys(runtimeConfig).length === 0 ? {} : { runtimeConfig }),
    },
  }
}

/** What a plugin that says it can is told of the container (CNI's conventions: portMappings, ips). */
const runtimeConfigOf = ({ capabilities = {} }: PluginConfig, info: NetworkInfo): object => {
  const mappings = info.port_mappings ?? []
  const asked = (info.ip_addresses ?? []).flatMap(({ ip_address }) => ip_address ?? [])
  return {
    ...(capabilities.portMappings === true && mappings.length > 0
      ? {
          portMappings: mappings.map(({ host_port, container_port, protocol }) => ({
            hostPort: host_port,
            containerPort: container_port,
            protocol: (protocol ?? 'tcp').toLowerCase(),
          })),
        }
      : {}),
    ...(capabilities.ips === true && asked.length > 0 ? { ips: asked } : {}),
  }
}

/** A later plugin of a chain is told what those before it came to; all are when leaving. */
export const withPrevious = (step: Step, previous: CniResult | undefined): Step =>
  step.kind === 'plugin' && previous !== undefined
    ? { ...step, config: { ...step.config, prevResult: previous.raw } }
    : step
