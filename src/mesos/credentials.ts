import { MantlError } from '../errors.ts'

/** PURE. A principal and its secret, out of a file of credentials. */
export interface Credential {
  readonly principal: string
  readonly secret: string
}

/**
 * The master's `--credentials`: `{"credentials":[{principal,secret}…]}`, or the old text, `principal secret` on each line. A principal may
 * stand there with several secrets, each of which is right: so a secret can be changed on all hosts without a moment of refusal.
 * Throws `credentials.invalid`, naming file and line, never a secret.
 */
export const parseCredentials = (text: string, file: string): Credential[] => {
  const found = looksLikeJson(text) ? fromJsonList(text, file) : fromLines(text, file)
  const seen = new Set<string>()
  for (const { principal, secret } of found) {
    const both = JSON.stringify([principal, secret])
    if (seen.has(both)) throw invalid(file, `principal '${principal}' stands in it twice with the same secret`)
    seen.add(both)
  }
  return found
}

/** Principal → its secrets. */
export const secretsByPrincipal = (credentials: readonly Credential[]): ReadonlyMap<string, readonly string[]> => {
  const secrets = new Map<string, string[]>()
  for (const { principal, secret } of credentials) {
    const known = secrets.get(principal)
    if (known) known.push(secret)
    else secrets.set(principal, [secret])
  }
  return secrets
}

/** The agent's `--credential`: `{"principal","secret"}`, or one line `principal secret`. */
export const parseCredential = (text: string, file: string): Credential => {
  const found = looksLikeJson(text)
    ? [readCredential(parseJson(text, file), file, 'the credential')]
    : fromLines(text, file)
  if (found.length !== 1) throw invalid(file, `expected one credential, found ${found.length}`)
  return found[0]!
}

const looksLikeJson = (text: string) => text.trimStart().startsWith('{')

const invalid = (file: string, what: string) => new MantlError('credentials.invalid', `${file}: ${what}`)

const fromJsonList = (text: string, file: string): Credential[] => {
  const json = parseJson(text, file) as { credentials?: unknown }
  if (!Array.isArray(json.credentials)) throw invalid(file, "expected a list under 'credentials'")
  return json.credentials.map((item, index) => readCredential(item, file, `credentials[${index}]`))
}

const parseJson = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid(file, 'not JSON') // the parser's own words would quote the secret
  }
}

const readCredential = (item: unknown, file: string, where: string): Credential => {
  const { principal, secret } = (item ?? {}) as { principal?: unknown; secret?: unknown }
  if (typeof principal !== 'string' || principal === '') throw invalid(file, `${where} lacks its principal`)
  if (typeof secret !== 'string') throw invalid(file, `${where} lacks its secret`)
  return { principal, secret }
}

const fromLines = (text: string, file: string): Credential[] =>
  text.split('\n').flatMap((line, index) => {
    const words = line.trim().split(/\s+/)
    if (words[0] === '') return []
    if (words.length !== 2) throw invalid(`${file}:${index + 1}`, "expected 'principal secret'")
    return [{ principal: words[0]!, secret: words[1]! }]
  })
