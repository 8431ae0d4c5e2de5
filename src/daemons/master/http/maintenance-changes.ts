import { forbidden } from '../../../http/answer.ts'
import type { Answer, Principal } from '../../../http/types.ts'
import type { MachineID } from '../../../mesos/messages/basics.ts'
import type { Schedule } from '../../../mesos/messages/maintenance.ts'
import type { Event } from '../events.ts'
import type { MasterHttp } from './context.ts'
import { decided } from './decided.ts'

type Who = Principal | undefined

/** What the endpoints and the operator calls of maintenance share. */
export const replaceSchedule = (http: MasterHttp, schedule: Schedule, who: Who) => {
  const machines = (schedule.windows ?? []).flatMap(({ machine_ids = [] }) => machine_ids)
  return allowed(http, 'UPDATE_MAINTENANCE_SCHEDULE', machines, who, request => ({
    kind: 'schedule-maintenance',
    schedule,
    request,
  }))
}

export const bringDown = (http: MasterHttp, machines: readonly MachineID[], who: Who) =>
  allowed(http, 'START_MAINTENANCE', machines, who, request => ({ kind: 'start-maintenance', machines, request }))

export const bringUp = (http: MasterHttp, machines: readonly MachineID[], who: Who) =>
  allowed(http, 'STOP_MAINTENANCE', machines, who, request => ({ kind: 'stop-maintenance', machines, request }))

/** All of the machines or none. */
const allowed = (
  http: MasterHttp,
  action: string,
  machines: readonly MachineID[],
  who: Who,
  event: (request: number) => Event,
): Answer | Promise<Answer> =>
  machines.every(machine_id => http.authorize(action, who, { machine_id })) ? decided(http, event) : forbidden()
