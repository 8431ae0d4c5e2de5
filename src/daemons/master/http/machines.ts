import { badRequest } from '../../../http/answer.ts'
import { realmsOf } from '../../../http/authentication.ts'
import type { Route } from '../../../http/types.ts'
import { MachineID } from '../../../mesos/messages/basics.ts'
import { fromJson } from '../../../mesos/messages/codec/index.ts'
import type { MasterHttp } from './context.ts'
import { onLeader } from './leading.ts'
import { readBody } from './maintenance.ts'
import { bringDown, bringUp } from './maintenance-changes.ts'

/** Scheduled machines go down, and come up again: the body is a list of `{ hostname, ip }`. */
export const machineRoutes = (http: MasterHttp): readonly Route[] => [
  machineRoute(http, '/machine/down', bringDown),
  machineRoute(http, '/machine/up', bringUp),
]

const machineRoute = (http: MasterHttp, path: string, change: typeof bringDown): Route => ({
  path,
  methods: ['POST'],
  realm: realmsOf('master').readwrite,
  handle: onLeader(http.state, ({ body, principal }) => {
    const asked = readBody(body, machineIds)
    return 'problem' in asked ? badRequest(asked.problem) : change(http, asked.value, principal)
  }),
})

const machineIds = (json: unknown): MachineID[] => {
  if (!Array.isArray(json)) throw new SyntaxError('the body is not a list of machines')
  return json.map(item => fromJson(MachineID, item))
}
