import { fromJson } from '../../../mesos/messages/codec/index.ts'
import { ImageGcConfig } from '../../../mesos/messages/flag-json.ts'
import type { FollowerFlags } from '../identity.ts'
import { type DockerConfig, parseDockerConfig } from './registry/credentials.ts'

/** What is wrong with the flags of images, each a sentence. PURE. */
export const imageFlagProblems = (flags: FollowerFlags): readonly string[] => [
  ...providerProblems(flags),
  ...backendProblems(flags.image_provisioner_backend),
  ...registryProblems(flags.docker_registry),
  ...storeProblems(flags.docker_store_dir),
  ...one('docker_config', dockerConfigOf(flags)),
  ...one('image_gc_config', gcConfigOf(flags)),
]

export const hasImages = (flags: FollowerFlags): boolean => namesOf(flags.image_providers).length > 0

/** --docker_registry as a folder or a URL. */
export const registryOf = ({ docker_registry }: FollowerFlags): string => docker_registry.replace(/^file:\/\//, '')

export const dockerConfigOf = ({ docker_config }: FollowerFlags): DockerConfig | { readonly problem: string } =>
  docker_config === undefined ? new Map() : parseDockerConfig(docker_config)

/** undefined: images are removed when somebody asks for it. */
export const gcConfigOf = ({
  image_gc_config,
}: FollowerFlags): ImageGcConfig | { readonly problem: string } | undefined => {
  if (image_gc_config === undefined) return undefined
  try {
    const config = fromJson(ImageGcConfig, image_gc_config)
    const { image_disk_headroom: headroom, image_disk_watch_interval: interval } = config
    if (!(headroom >= 0 && headroom <= 1)) return { problem: 'image_disk_headroom is not between 0 and 1' }
    if (!(Number(interval.nanoseconds) >= 1e9)) return { problem: 'image_disk_watch_interval is under a second' }
    return config
  } catch (error) {
    return { problem: (error as Error).message }
  }
}

const namesOf = (list: string | undefined): readonly string[] =>
  (list ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')

const one = (flag: string, value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null && 'problem' in value ? [`--${flag}: ${value.problem}`] : []

const providerProblems = ({ image_providers, isolation, launcher }: FollowerFlags): readonly string[] => {
  const providers = namesOf(image_providers)
  if (providers.length === 0) return []
  const isolators = namesOf(isolation)
  const needed = ['filesystem/linux', 'docker/runtime'].filter(name => !isolators.includes(name))
  return [
    ...providers
      .filter(name => name.toUpperCase() !== 'DOCKER')
      .map(
        name => `--image_providers: '${name}' is not DOCKER, which OCI's images belong to; appc's project has ended`,
      ),
    ...needed.map(name => `--image_providers needs ${name} in --isolation`),
    ...(launcher === 'posix' ? ['--image_providers needs --launcher=linux'] : []),
  ]
}

const backendProblems = (backend: string | undefined): readonly string[] =>
  backend === undefined || backend === 'overlay' || backend === 'copy'
    ? []
    : [`--image_provisioner_backend: '${backend}' is neither overlay nor copy`]

const registryProblems = (registry: string): readonly string[] => {
  if (/^(file:\/\/)?\//.test(registry)) return []
  if (/^hdfs:/.test(registry)) return ['--docker_registry: hdfs is not supported; mount it, and say its folder']
  const text = registry.includes('://') ? registry : `https://${registry}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!/^https?:$/.test(url?.protocol ?? '')) return [`--docker_registry: '${registry}' is neither a URL nor a folder`]
  return url?.username || url?.password ? ['--docker_registry: say the user and password in --docker_config'] : []
}

const storeProblems = (folder: string): readonly string[] =>
  folder.startsWith('/') ? [] : [`--docker_store_dir: '${folder}' is not an absolute path`]
