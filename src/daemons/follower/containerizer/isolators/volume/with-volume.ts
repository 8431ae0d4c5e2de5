import type { Volume } from '../../../../../mesos/messages/volume.ts'
import type { Container } from '../../container.ts'
import type { LaunchSpec } from '../../launch-spec.ts'
import type { Preparation } from '../../preparations/preparation.ts'
import { type IsolatorSettings, isRefusal, type Refusal } from '../isolator.ts'
import { withNamespace } from '../with-namespace.ts'
import { targetOf } from './target.ts'

/** What one volume comes to. */
export interface VolumeSource {
  /** On the host, once `preparations` are done. */
  readonly source: string
  readonly preparations: readonly Preparation[]
  /** How read-only is said, where more than the folder itself is mounted. */
  readonly readOnly?: string
  /** Further options of the mount. */
  readonly options?: readonly string[]
}

/** The volume is mounted from its source to where the container sees it. */
export const withVolume = (
  spec: LaunchSpec,
  container: Container,
  settings: IsolatorSettings,
  volume: Volume,
  { source, preparations, readOnly = 'ro', options = [] }: VolumeSource,
): LaunchSpec | Refusal => {
  const target = targetOf(volume.container_path, container, settings)
  if ('refused' in target) return target
  // Without an image a path of the host is where it is.
  const inPlace = source === target.destination && volume.mode === 'RW'
  const mount = {
    destination: target.destination,
    source,
    type: 'bind',
    options: ['rbind', volume.mode === 'RO' ? readOnly : 'rw', ...options],
  }
  return {
    ...withNamespace(spec, 'mount'),
    mounts: [...(spec.mounts ?? []), ...(inPlace ? [] : [mount])],
    preparations: [...(spec.preparations ?? []), ...preparations, ...target.preparations(source)],
  }
}

/** One volume after the other, until one can't be. */
export const eachVolume = (
  spec: LaunchSpec,
  { info }: Container,
  amend: (spec: LaunchSpec, volume: Volume, index: number) => LaunchSpec | Refusal,
): LaunchSpec | Refusal => {
  let amended = spec
  for (const [index, volume] of (info?.volumes ?? []).entries()) {
    const result = amend(amended, volume, index)
    if (isRefusal(result)) return result
    amended = result
  }
  return amended
}
