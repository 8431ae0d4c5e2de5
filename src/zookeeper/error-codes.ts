import { MantlError } from '../errors.ts'

type Meaning = { readonly code: string; readonly text: string; readonly hint?: string; readonly retryable?: boolean }

/** Error numbers of replies (org.apache.zookeeper.KeeperException.Code). */
const meanings: Readonly<Record<number, Meaning>> = {
  [-4]: { code: 'connection_loss', text: 'the connection was lost', retryable: true },
  [-5]: { code: 'bad_arguments', text: 'the server could not read the request' },
  [-6]: { code: 'unimplemented', text: 'the server does not know this operation', hint: 'use ZooKeeper 3.4 or later' },
  [-7]: { code: 'connection_loss', text: 'the operation timed out', retryable: true },
  [-8]: { code: 'bad_arguments', text: 'the arguments are not valid' },
  [-101]: { code: 'no_node', text: 'no such node' },
  [-102]: {
    code: 'no_auth',
    text: 'the access list refuses it',
    hint: 'give the credentials that made the node: zk://user:password@host:port/path',
  },
  [-103]: { code: 'bad_version', text: 'the node is at another version' },
  [-108]: { code: 'ephemeral_parent', text: 'ephemeral nodes have no children' },
  [-110]: { code: 'node_exists', text: 'the node exists' },
  [-111]: { code: 'not_empty', text: 'the node has children' },
  [-112]: { code: 'session_expired', text: 'the session expired' },
  [-114]: { code: 'bad_acl', text: 'the access list is not valid', hint: 'a list by creator needs credentials' },
  [-115]: { code: 'auth_failed', text: 'the server refused our credentials' },
  [-118]: { code: 'connection_loss', text: 'the session moved to another server', retryable: true },
  [-119]: { code: 'read_only', text: 'the server is read-only', retryable: true },
  [-127]: { code: 'connection_loss', text: 'the server is too busy', retryable: true },
}

export const noNode = -101

/** In a failed transaction: this operation was rolled back, or never tried, because of another one. */
export const runtimeInconsistency = -2

/** `what`: the operation and its path, as "create /mesos". */
export const replyError = (error: number, what: string): MantlError => {
  const meaning = meanings[error] ?? { code: 'server_error', text: `the server answered with error ${error}` }
  return zooKeeperError(meaning, what)
}

export const lostConnection = (what: string): MantlError =>
  zooKeeperError(
    {
      code: 'connection_loss',
      text: 'the connection was lost before the answer came, so it may or may not have happened',
      retryable: true,
    },
    what,
  )

export const sessionExpired = (what: string): MantlError =>
  zooKeeperError({ code: 'session_expired', text: 'the session expired' }, what)

export const authFailed = (what: string): MantlError =>
  zooKeeperError({ code: 'auth_failed', text: 'the server refused our credentials' }, what)

export const clientClosed = (what: string): MantlError =>
  zooKeeperError({ code: 'closed', text: 'the client is closed' }, what)

export const overloaded = (what: string, limit: number): MantlError =>
  zooKeeperError(
    { code: 'overloaded', text: `more than ${limit} requests wait for a connection`, retryable: true },
    what,
  )

export const tooLarge = (what: string, bytes: number, limit: number): MantlError =>
  zooKeeperError({ code: 'too_large', text: `the request has ${bytes} bytes, a server takes ${limit}` }, what)

const zooKeeperError = ({ code, text, hint, retryable }: Meaning, what: string): MantlError =>
  new MantlError(`zookeeper.${code}`, `ZooKeeper: ${what}: ${text}`, { hint, retryable })
