import { readFile } from 'node:fs/promises'
import { MantlError } from '../../errors.ts'
import { Secret } from '../../inventory/secret.ts'
import type { VaultPassword } from '../../inventory/sources/vault.ts'

export interface VaultFlags {
  readonly 'vault-password-file'?: readonly string[]
}

/** Each flag is FILE or ID@FILE; the file's text without its last line break is the password. */
export const vaultPasswords = (flags: VaultFlags): Promise<VaultPassword[]> =>
  Promise.all((flags['vault-password-file'] ?? []).map(readPassword))

const readPassword = async (flag: string): Promise<VaultPassword> => {
  const [, id, file = flag] = /^([\w.-]+)@(.+)$/.exec(flag) ?? []
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new MantlError(
      'usage.vault_password',
      `the vault password file ${file} cannot be read: ${(cause as Error).message}`,
      { cause },
    )
  })
  return { ...(id === undefined ? {} : { id }), password: new Secret(text.trim()) }
}
