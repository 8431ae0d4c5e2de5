import { volumePath } from '../../../resources/volume-path.ts'
import type { Container } from '../../container.ts'
import type { LaunchSpec } from '../../launch-spec.ts'
import type { Preparation } from '../../preparations/preparation.ts'
import { type IsolatorSettings, isRefusal, type Refusal } from '../isolator.ts'
import { partsOf } from '../volume/target.ts'
import { hasGroups, withGroup } from '../volume/with-group.ts'

export interface PersistentVolume {
  /** On the host. */
  readonly source: string
  /** Without empty names and dots. */
  readonly containerPath: string
  readonly mode: 'RW' | 'RO'
  /** Its folder, the container's user's; one that others may use too, or that has a group of its own, keeps its owner. */
  readonly folder: Preparation
}

/** One persistent volume of the container's resources after the other, until one can't be. */
export const eachPersistentVolume = (
  spec: LaunchSpec,
  container: Container,
  settings: IsolatorSettings,
  amend: (spec: LaunchSpec, volume: PersistentVolume) => LaunchSpec | Refusal,
): LaunchSpec | Refusal => {
  const { resources, user } = container
  const grouped = hasGroups(container, settings)
  let amended = spec
  for (const resource of resources.all ?? []) {
    const source = volumePath(settings.work_dir ?? '', resource)
    const { container_path: path = '', mode = 'RW' } = resource.disk?.volume ?? {}
    if (source === undefined || resource.disk?.volume === undefined) continue
    const parts = partsOf(path)
    if ('refused' in parts) return { refused: `container_path '${path}' of a persistent volume ${parts.refused}` }
    const containerPath = `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`
    const owner = user === undefined || resource.shared !== undefined || grouped ? {} : { user, given: true }
    const folder = { kind: 'folder', path: source, ...owner } as const
    const result = amend(amended, { source, containerPath, mode: mode === 'RO' ? 'RO' : 'RW', folder })
    if (isRefusal(result)) return result
    const given = grouped ? withGroup(result, settings, source, 'PERSISTENT') : result
    if (isRefusal(given)) return given
    amended = given
  }
  return amended
}
