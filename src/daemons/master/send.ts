import type { Effect } from './effects.ts'
import type { Agent } from './state.ts'

/** A libprocess message; `name` without `mesos.internal.` */
export const send = (to: string, name: string, body: object, from?: string): Effect => ({
  kind: 'send',
  to,
  name,
  body,
  ...(from !== undefined && { from }),
})

export const toAgent = (agent: Agent, name: string, body: object): Effect => send(agent.pid, name, body)

/** What the agents of HTTP frameworks are told in place of a pid: the text form of an empty one. */
export const NO_PID = '@0.0.0.0:0'
