import type { Volume } from '../../../../../mesos/messages/volume.ts'
import type { Container } from '../../container.ts'
import type { LaunchSpec } from '../../launch-spec.ts'
import { hasFilesystemLinux } from '../has-filesystem-linux.ts'
import { type Isolator, type IsolatorSettings, isRefusal, type Refusal } from '../isolator.ts'
import { heldPlace, type Place } from './held-place.ts'
import { isVolumeOf } from './kind.ts'
import { pinFolder } from './pin-folder.ts'
import { sandboxPlace } from './sandbox-place.ts'
import { partsOf } from './target.ts'
import { hasGroups, withGroup } from './with-group.ts'
import { eachVolume, withVolume } from './with-volume.ts'

/**
 * A folder of the container's own sandbox (SELF) at another place, or of its parent's (PARENT). With filesystem/linux it is mounted, else
 * there is a link in the sandbox to it.
 */
export const volumeSandboxPath: Isolator = {
  name: 'volume/sandbox_path',
  prepare: (spec, container, settings) =>
    eachVolume(spec, container, (before, volume, index) =>
      isVolumeOf(volume, 'volume/sandbox_path') ? amendAndShare(before, container, settings, volume, index) : before,
    ),
}

const amendAndShare = (
  spec: LaunchSpec,
  container: Container,
  settings: IsolatorSettings,
  volume: Volume,
  index: number,
): LaunchSpec | Refusal => {
  const place = placeOf(volume, container, settings)
  if ('refused' in place) return { refused: `the volume at '${volume.container_path}' can't be had: ${place.refused}` }
  const amended = amend(spec, container, settings, volume, place, index)
  return isRefusal(amended) ? amended : shared(amended, container, settings, volume, place)
}

/** What lies in the sandbox of another user, the container's user may write by a group that the folder has. */
const shared = (
  spec: LaunchSpec,
  container: Container,
  settings: IsolatorSettings,
  volume: Volume,
  place: Place,
): LaunchSpec | Refusal => {
  if (volume.source?.sandbox_path?.type !== 'PARENT' || !hasGroups(container, settings)) return spec
  if (place.volume) return withGroup(spec, settings, place.root, 'PERSISTENT')
  // The sandbox itself may be shared, but is not to be given away.
  if (place.path === '' || ownerOf(container) === container.user?.uid) return spec
  return withGroup(spec, settings, `${place.root}/${place.path}`, 'SANDBOX_PATH')
}

/** Of the outermost sandbox: what is made in it for others is his. */
const ownerOf = ({ parent, user }: Container): number => (parent ? ownerOf(parent) : (user?.uid ?? 0))

const amend = (
  spec: LaunchSpec,
  container: Container,
  settings: IsolatorSettings,
  volume: Volume,
  { root, path, readOnly }: Place,
  index: number,
): LaunchSpec | Refusal => {
  const folder = { kind: 'sandbox-folder', root, path } as const
  if (hasFilesystemLinux(settings)) {
    const source = `${pinFolder(settings, container)}/${index}`
    const pin = { kind: 'pin', root, path, at: source } as const
    const mode = readOnly ? 'RO' : volume.mode
    return withVolume(spec, container, settings, { ...volume, mode }, { source, preparations: [folder, pin] })
  }
  const target = partsOf(volume.container_path)
  if ('refused' in target) return { refused: `container_path '${volume.container_path}' of a volume ${target.refused}` }
  if (volume.container_path.startsWith('/')) {
    return { refused: `a volume with the absolute container_path '${volume.container_path}' needs filesystem/linux` }
  }
  const link = {
    kind: 'link',
    ...sandboxPlace(container, target.join('/')),
    target: path === '' ? root : `${root}/${path}`,
  } as const
  return { ...spec, preparations: [...(spec.preparations ?? []), folder, link] }
}

const placeOf = (
  { host_path, source, container_path }: Volume,
  container: Container,
  settings: IsolatorSettings,
): Place | Refusal => {
  const { type, path } = source?.sandbox_path ?? { type: 'SELF', path: host_path ?? '' }
  if (path.startsWith('/')) return { refused: `its path '${path}' in the sandbox is absolute` }
  const parts = partsOf(path)
  if ('refused' in parts) return { refused: `its path '${path}' in the sandbox ${parts.refused}` }
  if (type === 'SELF') {
    // Inside the sandbox a link does the same, as Mesos says.
    if (!container_path.startsWith('/')) return { refused: 'one of type SELF needs an absolute container_path' }
    return heldPlace(container, parts.join('/'), settings)
  }
  if (type !== 'PARENT') return { refused: 'its type is neither SELF nor PARENT' }
  if (container.kind !== 'nested') return { refused: 'one of type PARENT is for nested containers' }
  if (container.parent === undefined) return { refused: 'where the parent has its sandbox is not known' }
  return heldPlace(container.parent, parts.join('/'), settings)
}
