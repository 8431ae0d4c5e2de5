import * as z from 'zod'
import { isHub } from '../names/endpoint.ts'

/** What a registry wants to see of us. PURE. */
export interface RegistryCredential {
  readonly username: string
  readonly password: string
  /** A refresh token, in place of the password. */
  readonly identityToken?: string
}

const entry = z.looseObject({
  auth: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  identitytoken: z.string().optional(),
})
const config = z.looseObject({ auths: z.record(z.string(), entry).optional() })
/** Before Docker 1.7 the file held the entries alone. */
const oldConfig = z.record(z.string(), entry)

export type DockerConfig = ReadonlyMap<string, RegistryCredential>

/** Of the content of a docker config.json: credentials by `host[:port]`. Credential helpers are programs, and not run. */
export const parseDockerConfig = (value: unknown): DockerConfig | { readonly problem: string } => {
  const old = oldConfig.safeParse(value)
  const now = config.safeParse(value)
  if (!now.success) return { problem: 'it is no docker config.json: an object with `auths`' }
  const auths = now.data.auths ?? (old.success ? old.data : {})
  const credentials = new Map<string, RegistryCredential>()
  for (const [key, one] of Object.entries(auths)) {
    const credential = credentialOf(one)
    if (credential === 'malformed') return { problem: `the entry of ${key} is not base64 of user:password` }
    if (credential) credentials.set(hostOf(key), credential)
  }
  return credentials
}

export const credentialFor = (known: DockerConfig, host: string): RegistryCredential | undefined =>
  known.get(host) ?? (isHub(host) ? [...known].find(([name]) => isHub(name))?.[1] : undefined)

const credentialOf = (one: z.infer<typeof entry>): RegistryCredential | 'malformed' | undefined => {
  const identity = one.identitytoken ? { identityToken: one.identitytoken } : {}
  if (one.username !== undefined && one.password !== undefined) {
    return { username: one.username, password: one.password, ...identity }
  }
  if (!one.auth) return one.identitytoken ? { username: '', password: '', ...identity } : undefined
  const text = decode(one.auth)
  const colon = text?.indexOf(':') ?? -1
  if (text === undefined || colon < 0) return 'malformed'
  return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, ''), ...identity }
}

const decode = (base64: string): string | undefined => {
  if (!/^[A-Za-z0-9+/\s]+=*\s*$/.test(base64)) return undefined
  return new TextDecoder().decode(Uint8Array.from(atob(base64), character => character.charCodeAt(0)))
}

/** Keys are hosts or URLs: `https://index.docker.io/v1/`. */
const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
