import type { Resource } from '../../../mesos/messages/resource.ts'

/** Sum of a scalar resource, in thousandths as Mesos counts. */
export const scalar = (resources: readonly Resource[], name: string): number =>
  Math.round(resources.reduce((sum, one) => (one.name === name ? sum + (one.scalar?.value ?? 0) * 1000 : sum), 0)) /
  1000

/** The role that resources are allocated to; all of a task's have the same. */
export const resourceRole = (resources: readonly Resource[]): string | undefined =>
  resources.find(({ allocation_info }) => allocation_info?.role !== undefined)?.allocation_info?.role
