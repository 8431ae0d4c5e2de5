import { createHash } from 'node:crypto'
import { MantlError } from '../../../errors.ts'
import type { Image } from '../../../mesos/messages/volume.ts'
import { endpointOf } from './names/endpoint.ts'
import { formatReference, type ImageReference, parseReference, versionOf } from './names/reference.ts'
import { createRegistryClient } from './registry/client.ts'
import { credentialFor, type DockerConfig, parseDockerConfig } from './registry/credentials.ts'
import { withRetries } from './registry/retries.ts'
import { resolveInFolder } from './sources/folder.ts'
import { parseJson } from './sources/manifest.ts'
import { resolveManifest } from './sources/resolve.ts'
import type { WantedImage } from './store/image-store.ts'

export interface ImageSettings {
  /** --docker_registry: a URL, or a folder. */
  readonly registry: string
  /** Of --docker_config. */
  readonly credentials: DockerConfig
  readonly stallMillis: number
  /** Node's name of this machine's architecture. */
  readonly arch: string
  /** Milliseconds before each further attempt. */
  readonly pauses?: readonly number[]
}

/** What an Image of a container means here. Throws MantlError follower.image. */
export const wantedImage = (image: Image, settings: ImageSettings): WantedImage => {
  const reference = referenceOf(image)
  const cached = image.cached !== false
  const { registry, arch } = settings
  if (registry.startsWith('/')) {
    const key = `file://${registry.replace(/\/+$/, '')}/${formatReference(reference)}`
    return { key, secretKey: '', cached, resolve: () => resolveInFolder(registry, reference, arch) }
  }
  const endpoint = endpointOf(reference, registry)
  const credential = credentialFor(credentialsOf(image) ?? settings.credentials, endpoint.host)
  const options = { stallMillis: settings.stallMillis, ...(credential ? { credential } : {}) }
  return {
    key: `${endpoint.origin}/${formatReference({ ...reference, registry: undefined, repository: endpoint.repository })}`,
    secretKey: createHash('sha256')
      .update(JSON.stringify(credential ?? ''))
      .digest('base64'),
    cached,
    resolve: async () => {
      const client = createRegistryClient(endpoint, options)
      const resolve = async () => resolveManifest(await client.manifest(versionOf(reference)), client, arch)
      return withRetries(resolve, settings.pauses)
    },
  }
}

/** The name as people know it, for messages. */
export const imageName = (image: Image): string => image.docker?.name ?? image.appc?.name ?? ''

const referenceOf = (image: Image): ImageReference => {
  if (image.type !== 'DOCKER' || image.docker === undefined) {
    throw new MantlError('follower.image', 'images of appc are not supported: its project has ended')
  }
  const reference = parseReference(image.docker.name)
  if ('problem' in reference) throw new MantlError('follower.image', reference.problem)
  return reference
}

/** Those that come with the image go before the operator's. */
const credentialsOf = ({ docker }: Image): DockerConfig | undefined => {
  const secret = docker?.config
  if (secret === undefined) return undefined
  if (secret.value === undefined) {
    throw new MantlError('follower.image', 'its docker config is a secret by reference, which nobody here resolves')
  }
  const config = parseDockerConfig(parseJson(Buffer.from(String(secret.value.data), 'base64').toString('utf8')))
  if ('problem' in config) throw new MantlError('follower.image', `its docker config: ${config.problem}`)
  return config
}
