import type { ResourceDiskInfoSource } from '../../../mesos/messages/resource.ts'
import { isPersistentVolume } from '../../../mesos/resources/filters.ts'
import type { OperationSubject } from './operation-context.ts'
import type { Rule } from './rule.ts'

/** CREATE_DISK and DESTROY_DISK: a resource provider turns raw disk into one that can be used, and back. */
export const diskRules: readonly Rule<OperationSubject>[] = [
  ({ context }) =>
    context.agentCapabilities.has('RESOURCE_PROVIDER') ? undefined : 'the agent has no resource providers',
  ({ resources: [source] }) => (source!.provider_id ? undefined : 'the source is of no resource provider'),
  subject => (subject.operation.create_disk ? createProblem(subject) : destroyProblem(subject)),
]

const createProblem = ({ operation: { create_disk }, resources: [source] }: OperationSubject): string | undefined => {
  const { target_type, target_profile } = create_disk!
  if (sourceOf(source)?.type !== 'RAW') return 'the source is no RAW disk'
  if (target_type !== 'MOUNT' && target_type !== 'BLOCK') return `a disk cannot become ${target_type}`
  const has = sourceOf(source)?.profile !== undefined
  if (has === (target_profile === undefined)) return undefined
  return has ? 'the source has a profile already' : 'neither the source nor the target has a profile'
}

const destroyProblem = ({ resources: [source] }: OperationSubject): string | undefined => {
  const type = sourceOf(source)?.type
  if (type !== 'MOUNT' && type !== 'BLOCK' && type !== 'RAW') return 'the source is no MOUNT, BLOCK or RAW disk'
  if (sourceOf(source)?.id === undefined) return 'the source is backed by no volume'
  return isPersistentVolume(source!) ? 'the persistent volume must be destroyed first' : undefined
}

const sourceOf = (resource: OperationSubject['resources'][number] | undefined): ResourceDiskInfoSource | undefined =>
  resource?.disk?.source
