import { MachineID, TimeInfo, Unavailability } from './basics.ts'
import { enumeration, type Infer, message, repeated, required } from './codec/schema.ts'
import { FrameworkID } from './ids.ts'

export const Window = message('Window', {
  machine_ids: repeated(1, MachineID),
  unavailability: required(2, Unavailability),
})
export type Window = Infer<typeof Window>

export const Schedule = message('Schedule', {
  windows: repeated(1, Window),
})
export type Schedule = Infer<typeof Schedule>

export const InverseOfferStatusStatus = enumeration('InverseOfferStatus.Status', { UNKNOWN: 1, ACCEPT: 2, DECLINE: 3 })
export type InverseOfferStatusStatus = Infer<typeof InverseOfferStatusStatus>

export const InverseOfferStatus = message('InverseOfferStatus', {
  status: required(1, InverseOfferStatusStatus),
  framework_id: required(2, FrameworkID),
  timestamp: required(3, TimeInfo),
})
export type InverseOfferStatus = Infer<typeof InverseOfferStatus>

export const ClusterStatusDrainingMachine = message('ClusterStatus.DrainingMachine', {
  id: required(1, MachineID),
  statuses: repeated(2, InverseOfferStatus),
})
export type ClusterStatusDrainingMachine = Infer<typeof ClusterStatusDrainingMachine>

export const ClusterStatus = message('ClusterStatus', {
  draining_machines: repeated(1, ClusterStatusDrainingMachine),
  down_machines: repeated(2, MachineID),
})
export type ClusterStatus = Infer<typeof ClusterStatus>
