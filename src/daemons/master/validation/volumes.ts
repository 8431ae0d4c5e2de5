import type { Resource } from '../../../mesos/messages/resource.ts'
import { contains } from '../../../mesos/resources/algebra.ts'
import { isPersistentVolume, isUnreserved, reservationRole } from '../../../mesos/resources/filters.ts'
import { isIndivisible, sameKind } from '../../../mesos/resources/kind.ts'
import { withoutVolume } from '../../../mesos/resources/operations.ts'
import { scalarOf } from '../../../mesos/resources/value.ts'
import type { OperationSubject } from './operation-context.ts'
import { agentKnowsReservations } from './reservations.ts'
import { each, type Rule } from './rule.ts'

type Table = readonly Rule<OperationSubject>[]

const persistent: Rule<OperationSubject> = ({ resources }) =>
  each(resources, r => (isPersistentVolume(r) ? undefined : `${r.name} is not a persistent volume`))

const idOf = (volume: Resource): string => volume.disk!.persistence!.id

export const createRules: Table = [
  persistent,
  ({ resources }) => each(resources, r => (isUnreserved(r) ? 'a volume needs reserved disk' : undefined)),
  ({ resources, context: { total } }) =>
    each(resources, r =>
      total.some(other => isSameVolume(other, r))
        ? `the agent has a volume '${idOf(r)}' in this role already`
        : undefined,
    ),
  ({ resources, context: { frameworkCapabilities } }) =>
    each(resources, r =>
      r.shared && frameworkCapabilities?.has('SHARED_RESOURCES') === false
        ? 'a shared volume needs a framework that has SHARED_RESOURCES'
        : undefined,
    ),
  agentKnowsReservations,
  ({ resources, context: { principal } }) =>
    each(resources, r =>
      principal === undefined || r.disk!.persistence!.principal === principal
        ? undefined
        : `the volume names another principal than '${principal}'`,
    ),
]

export const destroyRules: Table = [
  persistent,
  ({ resources, context: { total } }) =>
    each(resources, r => (contains(total, [plain(r)]) ? undefined : `the agent has no such volume '${idOf(r)}'`)),
  ({ resources, context: { used } }) =>
    each(resources, r => (used.some(o => isSameVolume(o, r)) ? `volume '${idOf(r)}' is in use` : undefined)),
]

const resizeRules: Table = [
  ({ context }) => (context.agentCapabilities.has('RESIZE_VOLUME') ? undefined : 'the agent cannot resize volumes'),
  ({ resources: [volume] }) => (volume!.provider_id ? 'a volume of a resource provider cannot be resized' : undefined),
  ({ resources: [volume] }) => (isPersistentVolume(volume!) ? undefined : `${volume!.name} is not a persistent volume`),
  ({ resources: [volume] }) => (volume!.shared ? 'a shared volume cannot be resized' : undefined),
  ({ resources: [volume] }) =>
    volume!.disk?.source && volume!.disk.source.type !== 'PATH'
      ? `a volume on a ${volume!.disk.source.type} disk cannot be resized`
      : undefined,
]

export const growRules: Table = [
  ...resizeRules,
  ({ resources: [, addition] }) => (scalarOf(addition!) > 0 ? undefined : 'nothing is added'),
  ({ resources: [, addition] }) => (isIndivisible(addition!) ? 'a volume cannot be added to another' : undefined),
  ({ resources: [volume, addition] }) =>
    sameKind(withoutVolume(volume!), addition!)
      ? undefined
      : 'what is added is not the kind of disk the volume lies on',
]

export const shrinkRules: Table = [
  ...resizeRules,
  ({ operation }) => ((operation.shrink_volume?.subtract.value ?? 0) > 0 ? undefined : 'nothing is taken'),
  ({ operation, resources: [volume] }) =>
    scalarOf(volume!) > operation.shrink_volume!.subtract.value ? undefined : 'nothing would be left of the volume',
]

const isSameVolume = (a: Resource, b: Resource): boolean =>
  a.disk?.persistence !== undefined &&
  a.disk.persistence.id === b.disk?.persistence?.id &&
  reservationRole(a) === reservationRole(b)

const plain = ({ allocation_info: _, ...resource }: Resource): Resource => resource
