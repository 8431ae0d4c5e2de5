import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, readFile } from 'node:fs/promises'
import { MantlError, reasonOf } from '../../errors.ts'
import type { OpenVault } from '../readers/yaml-values.ts'
import { Secret } from '../secret.ts'
import { askPassword } from './ask-password.ts'
import { decryptVault, passwordHint, type VaultPassword } from './vault.ts'

/**
 * As ansible's --vault-id: `FILE` or `ID@FILE`, where the file holds the password (spaces at its ends do not count) or is a program that
 * prints it; `prompt` and `ID@prompt` ask on the terminal. Throws MantlError usage.vault_password.
 */
export const readVaultPassword = async (argument: string): Promise<VaultPassword> => {
  const [, id, from = argument] = /^([^/@]+)@(.+)$/.exec(argument) ?? []
  const text =
    from === 'prompt' ? await askPassword(`vault password${id ? ` (${id})` : ''}`) : await readPassword(from, id)
  if (text.trim() === '') throw new MantlError('usage.vault_password', `the vault password from ${from} is empty`)
  return { ...(id && { id }), password: new Secret(text.trim()) }
}

const readPassword = async (file: string, id: string | undefined): Promise<string> => {
  const executable = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
  if (executable) return runPasswordProgram(file, id)
  return readFile(file, 'utf8').catch(cause => {
    const message = `the vault password file ${file} cannot be read: ${reasonOf(cause)}`
    throw new MantlError('usage.vault_password', message, { cause })
  })
}

/** Ansible's rule: programs whose name ends in -client are told which password is meant. */
const runPasswordProgram = (file: string, id: string | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    const args = id !== undefined && /-client(\.[^./]+)?$/.test(file) ? ['--vault-id', id] : []
    const program = file.includes('/') ? file : `./${file}`
    execFile(program, args, { timeout: 120_000, encoding: 'utf8' }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout)
      const said = stderr.trim().split('\n').at(-1) || error.message
      reject(new MantlError('usage.vault_password', `the vault password program ${file} failed: ${said}`))
    })
  })

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
