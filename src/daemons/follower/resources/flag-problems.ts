import type { Resource } from '../../../mesos/messages/resource.ts'
import {
  formatResource,
  isDynamicallyReserved,
  isPersistentVolume,
  isRevocable,
  isShared,
} from '../../../mesos/resources/index.ts'
import { diskRoot } from './volume-path.ts'

/** What an agent's flags may not say of its resources, though it is sound: it is made later, by others. PURE. */
export const flagProblems = (resources: readonly Resource[], workDir: string): readonly string[] => [
  ...resources.flatMap(resource => {
    const why = made.find(([is]) => is(resource))?.[1] ?? sourceProblem(resource)
    return why === undefined ? [] : [`${formatResource(resource)}: ${why}`]
  }),
  ...sharedRoots(resources, workDir).map(root => `${root} is the root of more than one disk`),
]

const made: readonly (readonly [(resource: Resource) => boolean, string])[] = [
  [isPersistentVolume, 'a persistent volume is created by a framework or an operator, not by a flag'],
  [isDynamicallyReserved, 'a dynamic reservation is made by a framework or an operator, not by a flag'],
  [isRevocable, 'revocable resources come from the resource estimator, not from a flag'],
  [isShared, 'only persistent volumes are shared'],
]

const sourceProblem = ({ disk, provider_id }: Resource): string | undefined => {
  if (provider_id !== undefined) return 'this agent has no resource providers'
  const source = disk?.source
  if (source === undefined) return undefined
  if (source.type !== 'PATH' && source.type !== 'MOUNT')
    return `disks of type ${source.type} come from resource providers`
  const root = (source.type === 'PATH' ? source.path : source.mount)?.root
  return root === undefined || root === '' ? `a disk of type ${source.type} needs its root` : undefined
}

/** A mount is one disk; of a path there may be several reservations. */
const sharedRoots = (resources: readonly Resource[], workDir: string): readonly string[] => {
  const seen = new Map<string, string>()
  const doubles = resources.flatMap(resource => {
    const type = resource.disk?.source?.type
    const root = diskRoot(workDir, resource)
    if (type === undefined || root === undefined) return []
    const before = seen.get(root)
    seen.set(root, type)
    return before !== undefined && (type === 'MOUNT' || before === 'MOUNT') ? [root] : []
  })
  return [...new Set(doubles)]
}
