import type { Isolator, IsolatorSettings } from '../isolator.ts'
import { inCgroups } from './in-cgroups.ts'
import { needsCgroups } from './needs-cgroups.ts'

const classId = 'net_cls/net_cls.classid'

/** Marks the container's packets with a class id of its own, 0xAAAABBBB: the primary handle, and one of the secondary ones. */
export const cgroupsNetCls: Isolator = {
  name: 'cgroups/net_cls',
  impossible: (machine, settings) => needsCgroups('net_cls', machine) ?? wrongHandles(settings),
  prepare: (spec, container, settings) => {
    const classIDs = handles(settings)
    const network = typeof classIDs === 'object' ? { network: { classIDs } } : {}
    return inCgroups(spec, container, ['net_cls'], network)
  },
  given: { v1: [classId], v2: [] },
  status: readings => {
    const classid = Number(readings.get(classId) ?? 0)
    return classid > 0 ? { cgroup_info: { net_cls: { classid } } } : {}
  },
}

const wrongHandles = (settings: IsolatorSettings): string | undefined => {
  const found = handles(settings)
  return typeof found === 'string' ? found : undefined
}

/** Absent: the operator marks packets himself. A text: what is wrong with the flags. */
const handles = (settings: IsolatorSettings): { first: number; last: number } | string | undefined => {
  const { cgroups_net_cls_primary_handle: primary, cgroups_net_cls_secondary_handles: secondaries } = settings
  if (primary === undefined) {
    return secondaries === undefined
      ? undefined
      : '--cgroups_net_cls_secondary_handles needs --cgroups_net_cls_primary_handle'
  }
  const high = handle(primary)
  if (high === undefined) return `--cgroups_net_cls_primary_handle: '${primary}' is no handle from 1 to 0xffff`
  const [low, top, ...more] = (secondaries ?? '1,0xffff').split(',').map(handle)
  if (low === undefined || top === undefined || more.length > 0 || low > top) {
    return `--cgroups_net_cls_secondary_handles: '${secondaries}' is not of the form 0x1,0xffff`
  }
  return { first: high * 0x10000 + low, last: high * 0x10000 + top }
}

const handle = (text: string): number | undefined => {
  const value = /^(0x[0-9a-f]{1,4}|\d{1,5})$/i.test(text.trim()) ? Number(text.trim()) : 0
  return value >= 1 && value <= 0xffff ? value : undefined
}
