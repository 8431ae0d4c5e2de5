import { MantlError } from '../../errors.ts'
import type { VaultPassword } from '../../inventory/sources/vault.ts'
import { readVaultPassword } from '../../inventory/sources/vault-passwords.ts'

export interface VaultFlags {
  readonly 'vault-password-file'?: readonly string[]
}

/** In the order of the flags: the terminal is asked for one after another. */
export const vaultPasswords = async (flags: VaultFlags): Promise<VaultPassword[]> => {
  const passwords: VaultPassword[] = []
  for (const flag of flags['vault-password-file'] ?? []) passwords.push(await readVaultPassword(flag))
  return passwords
}

/** For commands that cannot do without: the terminal is asked when no flag says it. */
export const somePasswords = async (flags: VaultFlags): Promise<readonly [VaultPassword, ...VaultPassword[]]> => {
  const [first, ...others] = await vaultPasswords(flags)
  return [first ?? (await readVaultPassword('prompt')), ...others]
}

/** The one to encrypt with. Throws `usage.vault_password` when several are given. */
export const onePassword = async (flags: VaultFlags): Promise<VaultPassword> => {
  const [password, ...others] = await somePasswords(flags)
  if (others.length === 0) return password
  throw new MantlError('usage.vault_password', 'several vault passwords are given; encrypting takes one')
}
