import type { Volume } from '../../../../../mesos/messages/volume.ts'
import type { Container } from '../../container.ts'

/** The isolator that a volume needs, or what is wrong with it. A bare host_path is the old form of a host's or a sandbox's. */
export const isolatorOf = (volume: Volume): { readonly isolator: string } | { readonly problem: string } => {
  const { host_path, image, source } = volume
  if ([host_path, image, source].filter(one => one !== undefined).length !== 1) {
    return { problem: 'it has not exactly one of host_path, image and source' }
  }
  if (host_path !== undefined)
    return { isolator: host_path.startsWith('/') ? 'volume/host_path' : 'volume/sandbox_path' }
  if (image !== undefined) return { isolator: 'volume/image' }
  switch (source?.type) {
    case 'SANDBOX_PATH':
      return source.sandbox_path ? { isolator: 'volume/sandbox_path' } : missing('sandbox_path')
    case 'HOST_PATH':
      return source.host_path ? { isolator: 'volume/host_path' } : missing('host_path')
    case 'SECRET':
      return source.secret ? { isolator: 'volume/secret' } : missing('secret')
    case 'DOCKER_VOLUME':
      return { isolator: 'docker/volume' }
    case 'CSI_VOLUME':
      return { isolator: 'volume/csi' }
    default:
      return { problem: 'the type of its source is unknown' }
  }
}

const missing = (field: string) => ({ problem: `its source has no ${field}` })

export const isVolumeOf = (volume: Volume, isolator: string): boolean => {
  const kind = isolatorOf(volume)
  return 'isolator' in kind && kind.isolator === isolator
}

/** Why a volume can't be had with these isolators: none of them is left out silently. */
export const volumeRefusal = (
  { kind, info }: Pick<Container, 'kind' | 'info'>,
  isolators: readonly { readonly name: string }[],
): string | undefined => {
  for (const volume of info?.volumes ?? []) {
    const found = isolatorOf(volume)
    const what = `the volume at '${volume.container_path}'`
    if ('problem' in found) return `${what} is not valid: ${found.problem}`
    if (kind === 'debug') return `${what} can't be had: a debug container has its parent's file system`
    if (!isolators.some(({ name }) => name === found.isolator))
      return `${what} needs the isolator ${found.isolator}, which this agent does not have`
  }
  return undefined
}
