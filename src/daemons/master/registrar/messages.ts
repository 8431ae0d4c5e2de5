import { DrainInfo } from '../../../mesos/messages/agent-info.ts'
import { MachineID, TimeInfo } from '../../../mesos/messages/basics.ts'
import { type Infer, message, optional, repeated, required } from '../../../mesos/messages/codec/schema.ts'
import { AgentID } from '../../../mesos/messages/ids.ts'
import { Schedule } from '../../../mesos/messages/maintenance.ts'

/** What our registry holds that Mesos has no message of its own for. Numbers are for ever. */

/** An agent put aside. Apart from the agent's own entry, so that writing the one never overwrites what is new in the other. */
export const DeactivatedAgent = message('DeactivatedAgent', {
  id: required(1, AgentID),
  since: required(2, TimeInfo),
  drain_info: optional(3, DrainInfo),
  drain_started: optional(4, TimeInfo),
})
export type DeactivatedAgent = Infer<typeof DeactivatedAgent>

/** Mesos' Registry.UnreachableSlave, and where the agent was: its id alone tells nobody which machine that is. */
export const UnreachableAgentEntry = message('UnreachableAgentEntry', {
  id: required(1, AgentID),
  timestamp: required(2, TimeInfo),
  drain_info: optional(3, DrainInfo),
  deactivated: optional(4, 'bool', { default: false }),
  hostname: optional(100, 'string'),
  port: optional(101, 'int32'),
})
export type UnreachableAgentEntry = Infer<typeof UnreachableAgentEntry>

/** Under the key `schedule` the schedule, under `down` those of its machines that are down. */
export const MaintenancePart = message('MaintenancePart', {
  schedule: optional(1, Schedule),
  down: repeated(2, MachineID),
})
export type MaintenancePart = Infer<typeof MaintenancePart>
