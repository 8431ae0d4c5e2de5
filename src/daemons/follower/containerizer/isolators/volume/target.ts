import type { Container } from '../../container.ts'
import type { Preparation } from '../../preparations/preparation.ts'
import type { IsolatorSettings, Refusal } from '../isolator.ts'
import { sandboxPlace } from './sandbox-place.ts'

/** Where a volume appears, and what must be there before it can. */
export interface Target {
  /** As the container sees it. */
  readonly destination: string
  /** `source`: what will be mounted, on the host. */
  readonly preparations: (source: string) => readonly Preparation[]
}

/**
 * The meaning of a volume's container_path. Relative: below the sandbox. Absolute: in the image, which makes way for it, or else on the
 * host, where nothing is made: it must be there (Mesos' volume isolators). `..` is never followed.
 */
export const targetOf = (containerPath: string, container: Container, settings: IsolatorSettings): Target | Refusal => {
  const { image, directory } = container
  const parts = partsOf(containerPath)
  if ('refused' in parts) return { refused: `container_path '${containerPath}' of a volume ${parts.refused}` }
  const path = parts.join('/')
  if (containerPath.startsWith('/')) {
    const preparations = (): readonly Preparation[] =>
      image === undefined ? [{ kind: 'host-path', path: `/${path}`, creatable: [] }] : []
    return { destination: `/${path}`, preparations }
  }
  const sandbox = image === undefined ? directory : settings.sandbox_directory
  return {
    destination: `${sandbox}/${path}`,
    preparations: source => [{ kind: 'mount-point', ...sandboxPlace(container, path), like: source }],
  }
}

/** The names in a path, or what is wrong with it. */
export const partsOf = (path: string): readonly string[] | Refusal => {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  if (parts.length === 0) return { refused: 'names nothing below its root' }
  if (parts.includes('..')) return { refused: "holds '..'" }
  if (path.includes('\0')) return { refused: 'holds a NUL character' }
  return parts
}
