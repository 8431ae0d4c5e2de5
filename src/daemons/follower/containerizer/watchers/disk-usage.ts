import type { ResourceStatistics } from '../../../../mesos/messages/statistics.ts'
import type { Limitation } from '../../events.ts'
import type { DiskTarget } from './disk-targets.ts'

/** What statistics say of a container's targets. `used`: bytes by path, as far as they are known. PURE. */
export const diskStatistics = (
  targets: readonly DiskTarget[],
  used: ReadonlyMap<string, number>,
): Partial<ResourceStatistics> => {
  const sandbox = targets.find(({ volume }) => volume === undefined)
  const volumes = targets.flatMap(target => {
    const { source, persistence } = target.volume?.disk ?? {}
    if (persistence === undefined) return []
    return [{ ...(source ? { source } : {}), persistence, ...figures(target, used, 'limit_bytes', 'used_bytes') }]
  })
  return {
    ...(sandbox === undefined ? {} : figures(sandbox, used, 'disk_limit_bytes', 'disk_used_bytes')),
    ...(volumes.length === 0 ? {} : { disk_statistics: volumes }),
  }
}

const figures = (
  { path, limitBytes }: DiskTarget,
  used: ReadonlyMap<string, number>,
  limitName: string,
  usedName: string,
): object => {
  const bytes = used.get(path)
  return {
    ...(limitBytes === undefined ? {} : { [limitName]: limitBytes }),
    ...(bytes === undefined ? {} : { [usedName]: bytes }),
  }
}

/** Why a container must end: the first of its targets that holds more than it may. PURE. */
export const diskLimitation = (
  targets: readonly DiskTarget[],
  used: ReadonlyMap<string, number>,
): Limitation | undefined => {
  for (const { path, limitBytes, unlimited, resources } of targets) {
    const bytes = used.get(path) ?? 0
    if (unlimited || limitBytes === undefined || bytes <= limitBytes) continue
    return {
      reason: 'REASON_CONTAINER_LIMITATION_DISK',
      message: `Disk usage (${inUnits(bytes)}) exceeds quota (${inUnits(limitBytes)})`,
      resources,
    }
  }
  return undefined
}

const units = ['B', 'KB', 'MB', 'GB', 'TB']

/** In the largest unit that holds it without a remainder, as Mesos writes bytes. */
const inUnits = (bytes: number): string => {
  const size = units.findLastIndex((_, at) => bytes > 0 && bytes % 1024 ** at === 0)
  return `${bytes / 1024 ** Math.max(size, 0)}${units[Math.max(size, 0)]}`
}
