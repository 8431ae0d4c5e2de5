import type { NetworkInfo } from '../../../../../mesos/messages/container.ts'
import { defaultDns } from '../../../networks/dns-flag.ts'
import { etcFiles, type NetworkPlan, namespaceFile } from '../../../networks/plan.ts'
import { mappingProblem } from '../../../networks/port-rules.ts'
import type { Container } from '../../container.ts'
import type { LaunchSpec, SpecMount } from '../../launch-spec.ts'
import type { Isolator, IsolatorSettings, MachineAbilities, Refusal } from '../isolator.ts'
import { flatName } from '../volume/pin-folder.ts'
import { withNamespace } from '../with-namespace.ts'

/**
 * Containers that name networks get a network namespace that has joined them, with a host name and the files that go with it; containers
 * within them share it, unless they name networks themselves. All others are on the host's network (containerizer.md 4).
 */
export const networkCni: Isolator = {
  name: 'network/cni',
  impossible: (machine, settings) => impossible(machine, settings),
  prepare: (spec, container, settings) => {
    const nameless = container.info?.network_infos?.some(one => one.name === undefined && one.port_mappings?.length)
    if (nameless) return { refused: 'ports can be mapped only to a network that is named' }
    const asked = namedNetworks(container)
    if (asked.length > 0 && container.kind !== 'debug') return joining(spec, container, settings, asked)
    const holder = networkHolder(container)
    return holder === undefined ? onHost(spec, container, settings) : sharing(spec, container, settings, holder)
  },
}

const impossible = ({ root }: MachineAbilities, settings: IsolatorSettings): string | undefined => {
  const { network_cni_plugins_dir: plugins, network_cni_config_dir: configs } = settings
  if (plugins === undefined && configs === undefined) return undefined
  if (!root) return 'it needs root'
  if (!plugins) return '--network_cni_plugins_dir is missing'
  if (!configs) return '--network_cni_config_dir is missing'
  return undefined
}

const namedNetworks = ({ info }: Container): readonly NetworkInfo[] =>
  (info?.network_infos ?? []).filter(({ name }) => name !== undefined)

/** Whose networks a container has: its own, or of the one that it is in, unless it says that it wants none of them. */
export const networkHolder = (container: Container): Container | undefined => {
  if (container.kind !== 'debug' && namedNetworks(container).length > 0) return container
  const choosesHost = container.kind !== 'debug' && (container.info?.network_infos?.length ?? 0) > 0
  return choosesHost || container.parent === undefined ? undefined : networkHolder(container.parent)
}

const joining = (
  spec: LaunchSpec,
  container: Container,
  settings: IsolatorSettings,
  asked: readonly NetworkInfo[],
): LaunchSpec | Refusal => {
  const refused = askedProblem(container, settings, asked)
  if (refused !== undefined) return { refused }
  const plan = planOf(container, settings, asked)
  const own = withNamespace(withNamespace(spec, 'network', namespaceFile(plan.folder)), 'uts')
  return withFiles(
    {
      ...withoutOurAddress(own, container),
      hostname: plan.hostname,
      preparations: [...(spec.preparations ?? []), { kind: 'network', plan }],
    },
    container,
    settings,
    plan.folder,
  )
}

const askedProblem = (
  { kind, info }: Container,
  settings: IsolatorSettings,
  asked: readonly NetworkInfo[],
): string | undefined => {
  const names = asked.map(({ name }) => name!)
  if (kind === 'standalone') return 'a standalone container can join no network'
  if (settings.network_cni_config_dir === undefined)
    return `there is no network '${names[0]}': no --network_cni_config_dir is given`
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return `the network '${twice}' is named twice`
  const hostname = info?.hostname
  if (hostname !== undefined && !/^[A-Za-z0-9]([A-Za-z0-9.-]{0,62}[A-Za-z0-9])?$/.test(hostname)) {
    return `'${hostname}' is no host name`
  }
  for (const { name, port_mappings } of asked) {
    const problem = mappingProblem(port_mappings)
    if (problem !== undefined) return `the port mappings for the network '${name}' are not valid: ${problem}`
  }
  return undefined
}

/** Where what a container has joined is noted: what a later follower needs to leave it. */
export const cniRoot = ({
  network_cni_root_dir_persist,
  work_dir,
  runtime_dir,
}: Pick<IsolatorSettings, 'network_cni_root_dir_persist' | 'work_dir' | 'runtime_dir'>): string =>
  `${network_cni_root_dir_persist ? work_dir : runtime_dir}/isolators/network/cni`

/** Of one container. */
export const networksFolder = (settings: IsolatorSettings, { id }: Container): string =>
  `${cniRoot(settings)}/${flatName(id)}`

/** The container's own name, which is short enough for a host's, where the framework gives none. */
const hostnameOf = ({ id, info }: Container): string => info?.hostname ?? id.slice(id.lastIndexOf('/') + 1).slice(0, 64)

const planOf = (container: Container, settings: IsolatorSettings, asked: readonly NetworkInfo[]): NetworkPlan => ({
  containerId: flatName(container.id),
  folder: networksFolder(settings, container),
  hostname: hostnameOf(container),
  networks: asked.map((info, index) => {
    const dns = defaultDns(settings.default_container_dns, info.name!)
    return { name: info.name!, interface: `eth${index}`, info, ...(dns === undefined ? {} : { dns }) }
  }),
  configFolder: settings.network_cni_config_dir ?? '',
  pluginFolders: pluginFolders(settings),
})

export const pluginFolders = ({ network_cni_plugins_dir }: IsolatorSettings): readonly string[] =>
  (network_cni_plugins_dir ?? '').split(':').filter(folder => folder !== '')

/** Within a container that has joined networks. A debug container has all of its parent's namespaces and files anyway. */
const sharing = (spec: LaunchSpec, container: Container, settings: IsolatorSettings, holder: Container): LaunchSpec => {
  const inside = withoutOurAddress(spec, container)
  if (container.kind === 'debug') return inside
  const folder = networksFolder(settings, holder)
  const joined = withNamespace(withNamespace(inside, 'network', namespaceFile(folder)), 'uts')
  return withFiles({ ...joined, hostname: hostnameOf(holder) }, container, settings, folder)
}

/** An executor binds to the address that the network gave it, not to ours, unless its framework knows better. */
const withoutOurAddress = (spec: LaunchSpec, { command }: Container): LaunchSpec => {
  if (command.environment?.variables?.some(({ name }) => name === 'LIBPROCESS_IP')) return spec
  const env = [...spec.process.env.filter(pair => !pair.startsWith('LIBPROCESS_IP=')), 'LIBPROCESS_IP=0.0.0.0']
  return { ...spec, process: { ...spec.process, env } }
}

/** Nobody in another network sees the host's files; where the host has none, and no image has room for it, there is nothing to hide. */
const withFiles = (
  spec: LaunchSpec,
  { image }: Container,
  { host_files = [] }: IsolatorSettings,
  folder: string,
): LaunchSpec => {
  const files = etcFiles.filter(name => image !== undefined || host_files.includes(`/etc/${name}`))
  return withMounts(
    withNamespace(spec, 'mount'),
    files.map(name => bind(`${folder}/${name}`, `/etc/${name}`, 'rw')),
  )
}

/** An image has the host's files on the host's network. */
const onHost = (spec: LaunchSpec, { image, kind }: Container, { host_files = [] }: IsolatorSettings): LaunchSpec =>
  image === undefined || kind === 'debug'
    ? spec
    : withMounts(
        spec,
        host_files.map(path => bind(path, path, 'ro')),
      )

const withMounts = (spec: LaunchSpec, mounts: readonly SpecMount[]): LaunchSpec => ({
  ...spec,
  mounts: [...(spec.mounts ?? []), ...mounts],
})

const bind = (source: string, destination: string, mode: 'ro' | 'rw'): SpecMount => ({
  destination,
  source,
  type: 'bind',
  options: ['bind', mode, 'nosuid', 'nodev', 'noexec'],
})
