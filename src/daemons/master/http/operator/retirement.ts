import { forbidden } from '../../../../http/answer.ts'
import type { Principal } from '../../../../http/types.ts'
import type { ProtobufDuration } from '../../../../mesos/messages/basics.ts'
import type { MasterHttp } from '../context.ts'
import { decided } from '../decided.ts'
import { bringDown, bringUp, replaceSchedule } from '../maintenance-changes.ts'
import type { Calls } from './calls.ts'

/** Agents and machines that are put aside and taken back. */
export const retirementCalls = (http: MasterHttp): Calls => ({
  DRAIN_AGENT: ({ call, request: { principal } }) => {
    const { agent_id, max_grace_period, mark_gone = false } = call.drain_agent!
    const agentId = agent_id.value
    if (!may(http, 'DRAIN_AGENT', principal)) return forbidden()
    if (mark_gone && !may(http, 'MARK_AGENT_GONE', principal)) return forbidden()
    const config = { ...(max_grace_period && { max_grace_period: durationInfo(max_grace_period) }), mark_gone }
    return decided(http, request => ({ kind: 'drain-agent', agentId, config, request }))
  },
  DEACTIVATE_AGENT: ({ call, request: { principal } }) => {
    const agentId = call.deactivate_agent!.agent_id.value
    if (!may(http, 'DEACTIVATE_AGENT', principal)) return forbidden()
    return decided(http, request => ({ kind: 'deactivate-agent', agentId, request }))
  },
  REACTIVATE_AGENT: ({ call, request: { principal } }) => {
    const agentId = call.reactivate_agent!.agent_id.value
    if (!may(http, 'REACTIVATE_AGENT', principal)) return forbidden()
    return decided(http, request => ({ kind: 'reactivate-agent', agentId, request }))
  },
  UPDATE_MAINTENANCE_SCHEDULE: ({ call, request }) =>
    replaceSchedule(http, call.update_maintenance_schedule!.schedule, request.principal),
  START_MAINTENANCE: ({ call, request }) => bringDown(http, call.start_maintenance!.machines ?? [], request.principal),
  STOP_MAINTENANCE: ({ call, request }) => bringUp(http, call.stop_maintenance!.machines ?? [], request.principal),
})

const may = ({ authorize }: MasterHttp, action: string, principal: Principal | undefined) =>
  authorize(action, principal)

/** Calls carry `{seconds, nanos}`, messages nanoseconds. */
const durationInfo = ({ seconds = 0, nanos = 0 }: ProtobufDuration) => ({ nanoseconds: seconds * 1e9 + nanos })
