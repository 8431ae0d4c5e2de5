import { createCipheriv, createDecipheriv, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto'
import { MantlError } from '../../errors.ts'
import { Secret } from '../secret.ts'

/** A password of ansible-vault; `id` is its label in `$ANSIBLE_VAULT;1.2;AES256;label`, which only orders the tries. */
export type VaultPassword = { readonly id?: string; readonly password: Secret }

/**
 * ansible-vault's envelope: a header line, then hex lines of 80 characters, which hold three hex texts with newlines
 * between: salt (32 bytes), HMAC-SHA256 of the ciphertext, ciphertext (AES-256-CTR of the text padded as PKCS#7).
 * PBKDF2-SHA256, 10,000 rounds, gives the cipher's key, the HMAC's key and the counter's start.
 * Throws MantlError vault.malformed or vault.wrong-password.
 */
export const decryptVault = (envelope: string, passwords: readonly VaultPassword[]): Secret => {
  const { id, salt, mac, ciphertext } = openEnvelope(envelope)
  const inOrder = [...passwords.filter(entry => entry.id === id), ...passwords.filter(entry => entry.id !== id)]
  for (const { password } of inOrder) {
    const keys = deriveKeys(password, salt)
    if (timingSafeEqual(authenticate(keys, ciphertext), mac)) return new Secret(unpad(decipher(keys, ciphertext)))
  }
  throw new MantlError('vault.wrong-password', 'none of the vault passwords opens this value', { hint: passwordHint })
}

/** `salt` is random but in tests. With an `id` the envelope is of version 1.2, else 1.1, as ansible-vault writes them. */
export const encryptVault = (text: string, { id, password }: VaultPassword, salt: Buffer = randomBytes(32)): string => {
  const keys = deriveKeys(password, salt)
  const cipher = createCipheriv('aes-256-ctr', keys.cipher, keys.counter)
  const ciphertext = Buffer.concat([cipher.update(pad(Buffer.from(text, 'utf8'))), cipher.final()])
  const inner = [salt, authenticate(keys, ciphertext), ciphertext].map(part => part.toString('hex')).join('\n')
  const header = id && id !== 'default' ? `$ANSIBLE_VAULT;1.2;AES256;${id}` : '$ANSIBLE_VAULT;1.1;AES256'
  return [
    header,
    ...(Buffer.from(inner)
      .toString('hex')
      .match(/.{1,80}/g) ?? []),
    '',
  ].join('\n')
}

export const passwordHint = 'give the password with --vault-password-file'

type Envelope = { readonly id?: string; readonly salt: Buffer; readonly mac: Buffer; readonly ciphertext: Buffer }

const openEnvelope = (envelope: string): Envelope => {
  const [header = '', ...lines] = envelope.trim().split(/\r?\n/)
  const [, version, cipher, id] = /^\$ANSIBLE_VAULT;(\d+\.\d+);(\w+)(?:;(.+))?$/.exec(header.trim()) ?? []
  if (!version) throw malformed('the header $ANSIBLE_VAULT;1.1;AES256 is missing')
  if (!['1.1', '1.2'].includes(version) || cipher !== 'AES256')
    throw malformed(`version ${version} with ${cipher} is not supported`)
  const parts = fromHex(lines.map(line => line.trim()).join(''))
    .toString('latin1')
    .split('\n')
  const [salt, mac, ciphertext] = parts.map(fromHex)
  if (parts.length !== 3 || !salt || mac?.length !== 32 || !ciphertext?.length)
    throw malformed('its three parts are not there')
  return { id, salt, mac, ciphertext }
}

const fromHex = (text: string): Buffer => {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(text)) throw malformed('it is not hexadecimal, or cut off')
  return Buffer.from(text, 'hex')
}

const malformed = (why: string): MantlError =>
  new MantlError('vault.malformed', `cannot read the ansible-vault value: ${why}`, {
    hint: 'encrypt it again with ansible-vault',
  })

type Keys = { readonly cipher: Buffer; readonly mac: Buffer; readonly counter: Buffer }

const deriveKeys = (password: Secret, salt: Buffer): Keys => {
  const derived = pbkdf2Sync(password.reveal(), salt, 10_000, 80, 'sha256')
  return { cipher: derived.subarray(0, 32), mac: derived.subarray(32, 64), counter: derived.subarray(64) }
}

const authenticate = (keys: Keys, ciphertext: Buffer): Buffer =>
  createHmac('sha256', keys.mac).update(ciphertext).digest()

const decipher = (keys: Keys, ciphertext: Buffer): Buffer => {
  const cipher = createDecipheriv('aes-256-ctr', keys.cipher, keys.counter)
  return Buffer.concat([cipher.update(ciphertext), cipher.final()])
}

const block = 16

const pad = (text: Buffer): Buffer => {
  const length = block - (text.length % block)
  return Buffer.concat([text, Buffer.alloc(length, length)])
}

const unpad = (padded: Buffer): string => {
  const length = padded.at(-1) ?? 0
  if (length < 1 || length > block || length > padded.length) throw malformed('its padding is wrong')
  return padded.subarray(0, -length).toString('utf8')
}
