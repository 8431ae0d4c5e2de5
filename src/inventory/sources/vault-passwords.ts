import { readFile } from 'node:fs/promises'
import { MantlError } from '../../errors.ts'
import type { OpenVault } from '../readers/yaml-values.ts'
import { Secret } from '../secret.ts'
import { decryptVault, passwordHint, type VaultPassword } from './vault.ts'

/** `FILE` or `ID@FILE`, as ansible's --vault-id. The file holds the password; spaces at its ends do not count. */
export const readVaultPassword = async (argument: string): Promise<VaultPassword> => {
  const [, id, file = argument] = /^([^/@]+)@(.+)$/.exec(argument) ?? []
  const text = await readFile(file, 'utf8').catch(cause => {
    throw new MantlError('vault.no-password-file', `cannot read the vault password file ${file}`, { cause })
  })
  if (text.startsWith('#!')) {
    const hint = 'write the password into a file that only you can read'
    throw new MantlError('vault.password-program', `${file} is a program, which is not supported`, { hint })
  }
  if (text.trim() === '') throw new MantlError('vault.empty-password', `the vault password file ${file} is empty`)
  return { ...(id && { id }), password: new Secret(text.trim()) }
}

/** Opening as the readers want it: each text is decrypted once, and failure is a value. */
export const vaultOpener = (passwords: readonly VaultPassword[]): OpenVault => {
  const opened = new Map<string, ReturnType<OpenVault>>()
  return ciphertext => {
    const known = opened.get(ciphertext) ?? open(ciphertext, passwords)
    opened.set(ciphertext, known)
    return known
  }
}

const open = (ciphertext: string, passwords: readonly VaultPassword[]): ReturnType<OpenVault> => {
  if (passwords.length === 0) {
    return { sealed: 'this is encrypted with ansible-vault and no vault password was given', hint: passwordHint }
  }
  try {
    return { text: decryptVault(ciphertext, passwords).reveal() }
  } catch (error) {
    if (error instanceof MantlError) return { sealed: error.message, hint: error.hint }
    throw error
  }
}
