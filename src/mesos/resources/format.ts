import type { Resource, ResourceReservationInfo } from '../messages/resource.ts'
import type { Resources } from './algebra.ts'
import { itemsOf, rangesOf, scalarOf } from './value.ts'

/** `cpus:2; ports:[31000-32000]; mem(reservations: [(DYNAMIC,r2,p)]):64`, as Mesos' messages show resources. */
export const formatResources = (resources: Resources): string => resources.map(formatResource).join('; ')

export const formatResource = (resource: Resource): string =>
  `${resource.name}${allocated(resource)}${reserved(resource)}${disk(resource)}${flags(resource)}:${formatValue(resource)}`

/** `2.5`, `[31000-32000, 33000-33005]`, `{a, b}` */
export const formatValue = (resource: Pick<Resource, 'type' | 'scalar' | 'ranges' | 'set'>): string => {
  if (resource.type === 'RANGES') {
    return `[${rangesOf(resource as Resource)
      .map(({ begin, end }) => `${begin}-${end}`)
      .join(', ')}]`
  }
  if (resource.type === 'SET') return `{${itemsOf(resource as Resource).join(', ')}}`
  return String(scalarOf(resource as Resource))
}

const allocated = ({ allocation_info }: Resource): string =>
  allocation_info?.role === undefined ? '' : `(allocated: ${allocation_info.role})`

const reserved = ({ reservations }: Resource): string =>
  reservations?.length ? `(reservations: [${reservations.map(formatReservation).join(',')}])` : ''

const formatReservation = ({ type, role, principal }: ResourceReservationInfo): string =>
  `(${[type, role, ...(principal === undefined ? [] : [principal])].join(',')})`

const disk = ({ disk: info }: Resource): string => {
  if (!info) return ''
  const source = info.source ? [[info.source.type, info.source.id, info.source.profile].filter(Boolean).join(':')] : []
  const volume = info.persistence ? [`${info.persistence.id}:${info.volume?.container_path ?? ''}`] : []
  return `[${[...source, ...volume].join(',')}]`
}

const flags = ({ revocable, shared }: Resource): string => `${revocable ? '{REV}' : ''}${shared ? '<SHARED>' : ''}`
