import { execFileSync } from 'node:child_process'
import { createPrivateKey, createSign, randomUUID, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

/** Gives tokens that Debian's docker-registry believes, to who logs in as user:secret. */
export interface TokenServer {
  /** The registry's `auth` section. */
  readonly auth: object
  readonly close: () => void
}

const service = 'registry'
const issuer = 'tokens'

/** `folder`: for the key that tokens are signed with. */
export const startTokenServer = async (folder: string): Promise<TokenServer> => {
  const [key, certificate] = [join(folder, 'token.key'), join(folder, 'token.crt')]
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=tokens', '-days', '2'],
      ...['-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  )
  const x5c = [new X509Certificate(readFileSync(certificate)).raw.toString('base64')]
  const signKey = createPrivateKey(readFileSync(key))
  const server = createServer((request, response) => {
    const login = `Basic ${Buffer.from('user:secret').toString('base64')}`
    if (request.headers.authorization !== login) return void response.writeHead(401).end()
    const scopes = new URL(request.url ?? '', 'http://x').searchParams.getAll('scope')
    const access = scopes.map(scope => {
      const [type, name, actions = ''] = scope.split(':')
      return { type, name, actions: actions.split(',') }
    })
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: issuer,
      sub: 'user',
      aud: service,
      exp: now + 600,
      nbf: now - 60,
      iat: now,
      jti: randomUUID(),
      access,
    }
    const text = [{ typ: 'JWT', alg: 'RS256', x5c }, claims]
      .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    const token = `${text}.${createSign('SHA256').update(text).sign(signKey).toString('base64url')}`
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token }))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const realm = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`
  return { auth: { token: { realm, service, issuer, rootcertbundle: certificate } }, close: () => void server.close() }
}
