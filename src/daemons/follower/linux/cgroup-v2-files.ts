import type { SpecResources } from '../containerizer/launch-spec.ts'
import type { CgroupWrite } from './cgroup-write.ts'

/** What limits come to in a container's folder of the unified hierarchy. Absent limits write nothing. PURE. */
export const writesV2 = (folder: string, resources: SpecResources): readonly CgroupWrite[] => [
  ...cpu(folder, resources),
  ...memory(folder, resources),
  ...(resources.pids === undefined ? [] : [{ path: `${folder}/pids.max`, value: String(resources.pids.limit) }]),
]

const cpu = (folder: string, { cpu: limits }: SpecResources): readonly CgroupWrite[] => {
  if (limits?.shares === undefined) return []
  const weight = Math.min(Math.max(Math.round((limits.shares * 100) / 1024), 1), 10_000)
  const writes = [{ path: `${folder}/cpu.weight`, value: String(weight) }]
  if (limits.quota === undefined) return writes
  return [...writes, { path: `${folder}/cpu.max`, value: `${amount(limits.quota)} ${limits.period}` }]
}

/** swap.max counts swap alone, so `swap` at the size of `limit` means none. */
const memory = (folder: string, { memory: limits }: SpecResources): readonly CgroupWrite[] => {
  if (limits === undefined) return []
  const { reservation, limit, swap } = limits
  const swapAlone = swap === undefined || swap < 0 ? swap : swap - (limit ?? swap)
  return [
    ...(reservation === undefined ? [] : [{ path: `${folder}/memory.low`, value: amount(reservation) }]),
    ...(limit === undefined ? [] : [{ path: `${folder}/memory.max`, value: amount(limit) }]),
    ...(swapAlone === undefined
      ? []
      : [{ path: `${folder}/memory.swap.max`, value: amount(swapAlone), optional: true }]),
    { path: `${folder}/memory.oom.group`, value: '1', optional: true },
  ]
}

const amount = (value: number): string => (value < 0 ? 'max' : String(value))
