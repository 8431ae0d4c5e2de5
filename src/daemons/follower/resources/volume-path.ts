import type { Resource } from '../../../mesos/messages/resource.ts'
import { isPersistentVolume, reservationRole, withoutRepeatedShared } from '../../../mesos/resources/index.ts'

/**
 * Where a persistent volume lies on the host, absolute (containerizer.md 9): a role's slashes are spaces there. `undefined`: no persistent
 * volume of ours, nor of a disk that we know. PURE; `resource` is validated, so that neither role nor id leaves the folder.
 */
export const volumePath = (workDir: string, resource: Resource): string | undefined => {
  const id = resource.disk?.persistence?.id
  const role = reservationRole(resource)
  if (id === undefined || role === undefined || resource.provider_id !== undefined) return undefined
  const root = diskRoot(workDir, resource)
  if (root === undefined || resource.disk?.source?.type === 'MOUNT') return root
  return `${root}/volumes/roles/${role.replaceAll('/', ' ')}/${id}`
}

/** The folder that a disk resource is about: the work folder, or that of its source, where a relative one begins in the work folder. */
export const diskRoot = (workDir: string, { disk }: Resource): string | undefined => {
  const source = disk?.source
  if (source === undefined) return bare(workDir)
  const root = (source.path ?? source.mount)?.root
  if (root === undefined || (source.type !== 'PATH' && source.type !== 'MOUNT')) return undefined
  return bare(root.startsWith('/') ? root : `${bare(workDir)}/${root}`)
}

/** All folders that volumes may lie in. */
export const disksOf = (
  resources: readonly Resource[],
  workDir: string,
): readonly { readonly root: string; readonly mount: boolean }[] => [
  { root: bare(workDir), mount: false },
  ...resources.flatMap(resource => {
    const root = resource.disk?.source && diskRoot(workDir, resource)
    return root === undefined ? [] : [{ root, mount: resource.disk?.source?.type === 'MOUNT' }]
  }),
]

const bare = (path: string): string => path.replace(/(?<=.)\/+$/, '')

export interface Volume {
  readonly path: string
  /** A disk of its own: the volume is all that is on it, and its folder stays. */
  readonly mount: boolean
}

/** Volumes of `after` that are not in `before`, and the reverse; one that grew or shrank is the same one. */
export const volumeChanges = (
  workDir: string,
  before: readonly Resource[],
  after: readonly Resource[],
): { readonly made: readonly Volume[]; readonly removed: readonly Volume[] } => {
  const [old, now] = [volumesOf(workDir, before), volumesOf(workDir, after)]
  return {
    made: [...now].filter(([path]) => !old.has(path)).map(([, volume]) => volume),
    removed: [...old].filter(([path]) => !now.has(path)).map(([, volume]) => volume),
  }
}

const volumesOf = (workDir: string, resources: readonly Resource[]): ReadonlyMap<string, Volume> =>
  new Map(
    withoutRepeatedShared(resources)
      .filter(isPersistentVolume)
      .flatMap(resource => {
        const path = volumePath(workDir, resource)
        return path === undefined ? [] : [[path, { path, mount: resource.disk?.source?.type === 'MOUNT' }] as const]
      }),
  )
