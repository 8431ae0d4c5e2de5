import { volumePath } from '../../../resources/volume-path.ts'
import type { Container } from '../../container.ts'
import type { IsolatorSettings } from '../isolator.ts'
import { sandboxPlace } from './sandbox-place.ts'
import { partsOf } from './target.ts'

export interface Place {
  readonly root: string
  /** Below `root`; '': itself. */
  readonly path: string
  /** Whoever has it may only read there. */
  readonly readOnly?: boolean
  /** `root` is a persistent volume. */
  readonly volume?: true
}

/**
 * What a path in a container's sandbox means to the container: where a persistent volume of its is mounted, or a link leads to it, that
 * volume; only the container itself sees it there.
 */
export const heldPlace = (container: Container, path: string, { work_dir = '' }: IsolatorSettings): Place => {
  const volumes = (container.resources.all ?? []).flatMap(resource => {
    const root = volumePath(work_dir, resource)
    const at = resource.disk?.volume?.container_path ?? '/'
    const parts = at.startsWith('/') ? [] : partsOf(at)
    if (root === undefined || 'refused' in parts || parts.length === 0) return []
    return [{ root, at: parts.join('/'), readOnly: resource.disk?.volume?.mode === 'RO' }]
  })
  const found = volumes
    .filter(({ at }) => path === at || path.startsWith(`${at}/`))
    .toSorted((a, b) => b.at.length - a.at.length)[0]
  if (found === undefined) return sandboxPlace(container, path)
  const { root, at, readOnly } = found
  return { root, path: path.slice(at.length + 1), volume: true, ...(readOnly ? { readOnly } : {}) }
}
