import type { RoleHost } from '../../roles/role.ts'
import type { Connection, OpenOptions, Target } from '../../transport/connection.ts'
import { openConnection } from '../../transport/open-connection.ts'
import { surroundings as surroundingsFact } from '../facts/host/surroundings.ts'
import { type Layout, layoutOf } from '../layout.ts'
import { ask } from '../model/fact.ts'
import type { Surroundings } from '../model/surroundings.ts'
import { gather } from './gather.ts'

export interface ConnectedHost {
  readonly host: RoleHost
  readonly connection: Connection
  readonly surroundings: Surroundings
  readonly layout: Layout
}

/** Opens the connection and learns what kind of host it is. Throws what the transport throws. */
export const connect = async (host: RoleHost, options: OpenOptions): Promise<ConnectedHost> => {
  const connection = await openConnection(targetOf(host), options)
  try {
    const surroundings = (await gather(connection, [ask(surroundingsFact, {})])).get(surroundingsFact, {})
    return { host, connection, surroundings, layout: layoutOf(surroundings) }
  } catch (error) {
    await connection.close()
    throw error
  }
}

const targetOf = ({ name, vars: { connection } }: RoleHost): Target => ({
  host: name,
  kind: connection.kind,
  address: connection.address,
  ...(connection.port === undefined ? {} : { port: connection.port }),
  ...(connection.user === undefined ? {} : { user: connection.user }),
  ...(connection.privateKeyFile === undefined ? {} : { privateKeyFile: connection.privateKeyFile }),
  ...(connection.password === undefined ? {} : { password: connection.password.reveal() }),
  ...(connection.become.enabled ? { become: becomeOf(connection.become) } : {}),
})

const becomeOf = ({ user, password }: RoleHost['vars']['connection']['become']) => ({
  user,
  ...(password === undefined ? {} : { password: password.reveal() }),
})
