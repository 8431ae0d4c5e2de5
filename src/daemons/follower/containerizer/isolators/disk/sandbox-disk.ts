import type { Resource } from '../../../../../mesos/messages/resource.ts'

/** Megabytes of disk that are for the sandbox: not those of persistent volumes or other disks. Absent: none were given. */
export const sandboxDisk = (resources: readonly Resource[] | undefined): number | undefined => {
  const amounts = (resources ?? []).flatMap(({ name, disk, scalar }) =>
    name === 'disk' &&
    disk?.volume === undefined &&
    disk?.persistence === undefined &&
    disk?.source === undefined &&
    scalar
      ? [scalar.value]
      : [],
  )
  return amounts.length === 0 ? undefined : amounts.reduce((sum, amount) => sum + amount, 0)
}
