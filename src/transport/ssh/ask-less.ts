import type { Client, ParsedKey } from 'ssh2'

/** Of ssh2's client what it has no option for. A version that names these otherwise asks as it always did. */
interface Inner {
  readonly _protocol?: {
    readonly _handlers?: { GLOBAL_REQUEST?: Handler }
    authPK?: (user: string, key: ParsedKey, algorithm?: string, sign?: Sign) => void
  }
}

type Handler = (protocol: unknown, name: string, wantReply: boolean, data: unknown) => void
type Sign = (data: Buffer, done: (signature: Buffer) => void) => void

/**
 * Two rounds less with each host, of which it would sign in one. Call it right after `connect`.
 * - ssh2 lets a server prove all its host keys (hostkeys-00, OpenSSH's PROTOCOL 2.5), which nobody here wants to know.
 * - It asks whether a key would do before it signs with it (RFC 4252, 7); a key that lies there unlocked signs at once.
 */
export const askLess = (client: Client): void => {
  const protocol = (client as unknown as Inner)._protocol
  const handlers = protocol?._handlers
  const handle = handlers?.GLOBAL_REQUEST
  if (handlers && handle)
    handlers.GLOBAL_REQUEST = (from, name, wantReply, data) => {
      if (wantReply || name !== 'hostkeys-00@openssh.com') handle(from, name, wantReply, data)
    }
  const ask = protocol?.authPK?.bind(protocol)
  if (protocol && ask)
    protocol.authPK = (user, key, algorithm, sign) => ask(user, key, algorithm, sign ?? signing(key, algorithm))
}

/** undefined where the key cannot sign by itself: an agent's is its public part. */
const signing = (key: ParsedKey, algorithm = ''): Sign | undefined => {
  const hash = /^rsa-(sha2-256|sha2-512)$/.exec(algorithm)?.[1]?.replace('sha2-', 'sha')
  if (!key.isPrivateKey() || (key.type === 'ssh-rsa' && hash === undefined)) return undefined
  return (data, done) => {
    const signature = key.sign(data, hash) as Buffer | Error
    done(signature instanceof Error ? noSignature : signature)
  }
}

/** The host refuses it, and the next way in is tried: thrown here, within the socket's event, the error would end us. */
const noSignature = Buffer.alloc(0)
