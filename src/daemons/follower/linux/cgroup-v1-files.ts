import type { SpecResources } from '../containerizer/launch-spec.ts'
import type { CgroupWrite } from './cgroup-write.ts'

type Setting = readonly [file: string, value: number | string | undefined]

/** What a limit comes to in the folder of its controller. Absent limits write nothing. PURE. */
export const writesV1 = (controller: string, folder: string, resources: SpecResources): readonly CgroupWrite[] =>
  (settings[controller]?.(resources) ?? []).flatMap(([file, value]) =>
    value === undefined ? [] : [{ path: `${folder}/${file}`, value: String(value) }],
  )

const settings: Readonly<Record<string, (resources: SpecResources) => readonly Setting[]>> = {
  cpu: ({ cpu }) => [
    ['cpu.shares', cpu?.shares],
    ['cpu.cfs_period_us', cpu?.period],
    ['cpu.cfs_quota_us', cpu?.quota],
  ],
  // The hard limit goes before that of memory and swap together, which may not be smaller.
  memory: ({ memory }) => [
    ['memory.soft_limit_in_bytes', memory?.reservation],
    ['memory.limit_in_bytes', memory?.limit],
    ['memory.memsw.limit_in_bytes', memory?.swap],
  ],
  pids: ({ pids }) => [['pids.max', pids?.limit]],
  devices: ({ devices }) => (devices ?? []).map(rule => [rule.allow ? 'devices.allow' : 'devices.deny', entry(rule)]),
}

/** `c 1:3 rwm`; `a` alone is everything. */
const entry = ({ type = 'a', major, minor, access = 'rwm' }: NonNullable<SpecResources['devices']>[number]): string =>
  type === 'a' ? 'a' : `${type} ${major ?? '*'}:${minor ?? '*'} ${access}`
