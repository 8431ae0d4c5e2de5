import { parseUpid } from '../../../mesos/libprocess/upid.ts'
import type { URL } from '../../../mesos/messages/basics.ts'
import type { Agent } from '../state.ts'

/** Where the agent's endpoints are: `http://host:5051/slave(1)`. */
export const urlOf = ({ pid, info: { hostname } }: Pick<Agent, 'pid' | 'info'>): URL => {
  const { id, ip, port } = parseUpid(pid)!
  return { scheme: 'http', address: { hostname, ip, port }, path: `/${id}` }
}
