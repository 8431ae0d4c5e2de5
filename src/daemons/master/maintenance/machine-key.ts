import { parseUpid } from '../../../mesos/libprocess/upid.ts'
import type { MachineID } from '../../../mesos/messages/basics.ts'

/** The same for machines that are the same: both host name, in any case, and IP are alike, or missing alike. */
export const machineKey = ({ hostname, ip }: MachineID): string =>
  JSON.stringify([hostname?.toLowerCase() ?? null, ip ?? null])

/** Of the machine that an agent says it is on. */
export const machineKeyOf = (hostname: string, pid: string): string => machineKey({ hostname, ip: parseUpid(pid)?.ip })
