import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ssh2, { type AuthContext, type ParsedKey } from 'ssh2'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { askLess } from '../../../src/transport/ssh/ask-less.ts'
import { login } from '../../../src/transport/ssh/connect.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-ask-less-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** ssh2 writes one ed25519 key in a few hundred wrong: it drops the zeros that the public half begins with. */
const ed25519Key = (): string => {
  const { private: text } = ssh2.utils.generateKeyPairSync('ed25519')
  return ssh2.utils.parseKey(text) instanceof Error ? ed25519Key() : text
}
const hostKey = ed25519Key()

/** A server that lets in who signs with `key`; what it was asked, in order. */
const server = async (key: ParsedKey) => {
  const asked: string[] = []
  const judge = (context: AuthContext): void => {
    if (context.method !== 'publickey') return context.reject()
    const { key: shown, hashAlgo = '' } = context
    asked.push(`${shown.algo}${hashAlgo} ${context.signature === undefined ? 'would it do' : 'signed'}`)
    const same = key.getPublicSSH().equals(shown.data)
    const signed = () => key.verify(context.blob!, context.signature!, hashAlgo || undefined) === true
    return same && (context.signature === undefined || signed()) ? context.accept() : context.reject()
  }
  const listening = new ssh2.Server({ hostKeys: [hostKey] }, client => {
    client.on('authentication', judge).on('error', () => undefined)
  })
  await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
  return { asked, port: (listening.address() as AddressInfo).port, close: () => listening.close() }
}

const entering = (port: number, identityFiles: readonly string[]) =>
  login(
    'h1',
    {
      address: '127.0.0.1',
      port,
      user: 'ann',
      identityFiles,
      identitiesOnly: true,
      knownAs: '127.0.0.1',
      knownHostsFiles: [join(folder, 'known_hosts')],
      jumps: [],
    },
    true,
    { connectMs: 20_000, silenceMs: 20_000 },
  )

const keyFile = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join(folder, name)
}

const kinds = [
  ['ed25519', ed25519Key(), 'ssh-ed25519'],
  ['ECDSA', ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 }).private, 'ecdsa-sha2-nistp256'],
  ['RSA', ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 }).private, 'ssh-rsasha256'],
] as const

describe('a host is asked less', () => {
  it.each(kinds)('%s: the key signs at once', async (_, text, algorithm) => {
    const host = await server(ssh2.utils.parseKey(text) as ParsedKey)
    const client = await entering(host.port, [keyFile('key', text)])
    expect(host.asked).toEqual([`${algorithm} signed`])
    client.destroy()
    host.close()
  })

  it('the next key comes after one that is refused', async () => {
    const [[, first], [, second]] = kinds
    const host = await server(ssh2.utils.parseKey(second) as ParsedKey)
    const client = await entering(host.port, [keyFile('first', first), keyFile('second', second)])
    expect(host.asked).toEqual(['ssh-ed25519 signed', 'ecdsa-sha2-nistp256 signed'])
    client.destroy()
    host.close()
  })

  it('no proof of its other host keys, and other questions of its are answered', async () => {
    const [[, text]] = kinds
    const host = await server(ssh2.utils.parseKey(text) as ParsedKey)
    const client = await entering(host.port, [keyFile('key', text)])
    const { _protocol: protocol } = client as any
    const proof = vi.spyOn(protocol, 'openssh_hostKeysProve')
    const refusal = vi.spyOn(protocol, 'requestFailure')
    protocol._handlers.GLOBAL_REQUEST(protocol, 'hostkeys-00@openssh.com', false, [])
    expect(proof).not.toHaveBeenCalled()
    protocol._handlers.GLOBAL_REQUEST(protocol, 'keepalive@openssh.com', true, undefined)
    expect(refusal).toHaveBeenCalledOnce()
    client.destroy()
    host.close()
  })

  it('a key that cannot sign is refused by the host, and ends nothing here', () => {
    const key = { type: 'ssh-ed25519', isPrivateKey: () => true, sign: () => new Error('no entropy') }
    const signatures: Buffer[] = []
    const authPK = (_user: string, _key: unknown, _algorithm: string, sign: any) =>
      sign(Buffer.from('data'), (signature: Buffer) => signatures.push(signature))
    const client = { _protocol: { authPK } } as any
    askLess(client)
    client._protocol.authPK('ann', key)
    expect(signatures).toEqual([Buffer.alloc(0)])
  })
})
