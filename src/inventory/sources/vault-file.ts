import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { MantlError } from '../../errors.ts'
import { encryptValues, mapVaultValues, revealVaultValues } from '../vault-values.ts'
import { readText } from './files.ts'
import { replaceFile } from './replace-file.ts'
import { decryptVault, encryptVault, type VaultPassword } from './vault.ts'

const isWhole = (text: string): boolean => text.startsWith('$ANSIBLE_VAULT;')
const hasValues = (text: string): boolean => /!vault\b/.test(text)

/** Encrypts the whole file. Throws `secrets.encrypted` when it is already. */
export const encryptFile = async (file: string, password: VaultPassword): Promise<void> => {
  const text = await readText(file)
  if (isWhole(text)) throw new MantlError('secrets.encrypted', `${file} is encrypted already`)
  await replaceFile(file, encryptVault(text, password))
}

/** Encrypts the values of a variable in a file of YAML; how many. Throws `secrets.no_value` when it has none in plain text. */
export const encryptInFile = async (file: string, name: string, password: VaultPassword): Promise<number> => {
  const { text, count } = encryptValues(await readText(file), name, plain => encryptVault(plain, password))
  if (count === 0) throw new MantlError('secrets.no_value', `${file} has no ${name} in plain text`)
  await replaceFile(file, text)
  return count
}

/** Decrypts a file that is encrypted as a whole. Throws `secrets.not_encrypted`. */
export const decryptFile = async (file: string, passwords: readonly VaultPassword[]): Promise<void> => {
  const text = await readText(file)
  if (!isWhole(text)) throw notEncrypted(file)
  await replaceFile(file, decryptVault(text, passwords).reveal())
}

/** The file's text with everything in it decrypted. Throws `secrets.not_encrypted`. */
export const viewFile = async (file: string, passwords: readonly VaultPassword[]): Promise<string> => {
  const text = await readText(file)
  if (isWhole(text)) return decryptVault(text, passwords).reveal()
  if (!hasValues(text)) throw notEncrypted(file)
  return revealVaultValues(text, ciphertext => decryptVault(ciphertext, passwords).reveal())
}

/** Encrypts the file, or each encrypted value in it, with another password. */
export const rekeyFile = async (
  file: string,
  passwords: readonly VaultPassword[],
  next: VaultPassword,
): Promise<void> => {
  const text = await readText(file)
  const again = (ciphertext: string) => encryptVault(decryptVault(ciphertext, passwords).reveal(), next)
  if (!isWhole(text) && !hasValues(text)) throw notEncrypted(file)
  await replaceFile(file, isWhole(text) ? again(text) : mapVaultValues(text, again))
}

/** Opens the decrypted text in an editor, and encrypts what it left. Whether it changed anything. Throws `secrets.editor`. */
export const editFile = async (file: string, passwords: readonly VaultPassword[], editor: string): Promise<boolean> => {
  const text = await readText(file)
  if (!isWhole(text)) throw notEncrypted(file)
  const before = decryptVault(text, passwords).reveal()
  const folder = await mkdtemp(join(process.env.XDG_RUNTIME_DIR || tmpdir(), 'mantl-secrets-')) // mode 0700
  try {
    const draft = join(folder, basename(file))
    await writeFile(draft, before, { mode: 0o600 })
    await runEditor(editor, draft)
    const after = await readFile(draft, 'utf8')
    if (after === before) return false
    await replaceFile(file, encryptVault(after, passwordOf(text, passwords)))
    return true
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The one that opened the file, so that it stays readable for those who could read it. */
const passwordOf = (ciphertext: string, passwords: readonly VaultPassword[]): VaultPassword =>
  passwords.find(password => opens(ciphertext, password))!

const opens = (ciphertext: string, password: VaultPassword): boolean => {
  try {
    decryptVault(ciphertext, [password])
    return true
  } catch {
    return false
  }
}

const runEditor = (editor: string, draft: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const failed = (why: string) =>
      reject(new MantlError('secrets.editor', `the editor ${editor} ${why}; nothing was changed`))
    // as git does: the editor is a text for the shell, and the file its argument
    const child = spawn('/bin/sh', ['-c', `${editor} "$@"`, editor, draft], { stdio: 'inherit' })
    child.once('error', error => failed(`cannot be started: ${error.message}`))
    child.once('exit', status => (status === 0 ? resolve() : failed(`ended with ${status}`)))
  })

const notEncrypted = (file: string) =>
  new MantlError('secrets.not_encrypted', `${file} is not encrypted`, { hint: `mantl secrets encrypt ${file}` })
