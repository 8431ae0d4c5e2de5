import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { MantlError } from '../../errors.ts'
import { nearestName } from '../did-you-mean.ts'
import type { Inventory } from '../model.ts'
import { readFiles, type SourceFile } from '../read-files.ts'
import { filesInFolder, readBytes, readStandardInput, readText } from './files.ts'
import { runInventoryProgram } from './program.ts'
import { readVariableFolders } from './variable-folders.ts'
import type { VaultPassword } from './vault.ts'
import { vaultOpener } from './vault-passwords.ts'

export type LoadOptions = {
  /** Arguments of `-e`: `name=value …`, `{json}`, or `@file`. */
  readonly extraVariables?: readonly string[]
  readonly vaultPasswords?: readonly VaultPassword[]
}

/**
 * Reads an inventory: a file or a folder of them with the group_vars/ and host_vars/ beside, a program that lists hosts, a Terraform
 * state, `-` for standard input, or several of these with commas between, of which later ones win. What is wrong in the texts is in
 * `problems` of the result (see `validate`); throws MantlError inventory.not-found, inventory.unreadable or inventory.program when there is nothing to read.
 */
export const loadInventory = async (path: string, options: LoadOptions = {}): Promise<Inventory> => {
  const extra = options.extraVariables ?? []
  const parts = await inventoryParts(path)
  const inventories = await Promise.all(parts.map(inventoryFiles))
  const folders = await Promise.all(parts.map(variablesBeside))
  const files = [
    ...inventories.flat(),
    ...new Map(folders.flat().map(file => [file.file, file])).values(),
    ...(await Promise.all(extra.filter(text => text.startsWith('@')).map(extraFile))),
  ]
  return readFiles({
    file: path,
    files,
    extra: extra.filter(text => !text.startsWith('@')),
    open: vaultOpener(options.vaultPasswords ?? []),
  })
}

/** The same inventory from whatever folder: absolute paths; standard input stays what it is. */
export const absoluteInventory = async (path: string): Promise<string> =>
  (await inventoryParts(path)).map(part => (part === '-' ? part : resolve(part))).join(',')

/** A comma in the name of a file that exists is part of the name. */
export const inventoryParts = async (path: string): Promise<readonly string[]> => {
  const parts = path.split(',').filter(part => part !== '')
  const whole = parts.length < 2 || (await stat(path).catch(() => undefined)) !== undefined
  return whole ? [path] : parts
}

const variablesBeside = async (path: string): Promise<SourceFile[]> =>
  path === '-' ? readVariableFolders('.') : readVariableFolders((await isFolder(path)) ? path : dirname(path))

const inventoryFiles = async (path: string): Promise<SourceFile[]> => {
  if (path === '-') return [{ role: 'inventory', file: '-', text: await readStandardInput() }]
  const files = (await isFolder(path)) ? await filesInFolder(path, { depth: 0 }) : [path]
  if (files.length === 0)
    throw new MantlError('inventory.not-found', `the folder ${path} holds no inventory file`, {
      hint: `mantl init ${join(path, 'cluster.yml')} writes one`,
    })
  return Promise.all(files.map(inventoryFile))
}

const inventoryFile = async (file: string): Promise<SourceFile> => {
  const head = (await readBytes(file)).subarray(0, 4).toString('latin1')
  if (head.startsWith('#!') || head === '\x7fELF')
    return { role: 'listing', file, listing: await runInventoryProgram(file) }
  return { role: 'inventory', file, text: await readText(file) }
}

const extraFile = async (argument: string): Promise<SourceFile> => {
  const file = argument.slice(1)
  if (!(await stat(file).catch(() => undefined)))
    throw new MantlError('inventory.not-found', `no file ${file}, as -e ${argument} names it`)
  return { role: 'extra-variables', file, text: await readText(file) }
}

/** A file beside it with nearly this name, as a hint. */
const similarFile = async (path: string): Promise<string | undefined> => {
  const beside = await readdir(dirname(path)).catch(() => [])
  const nearest = nearestName(basename(path), beside)
  return nearest === undefined ? undefined : `did you mean ${join(dirname(path), nearest)}?`
}

const isFolder = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(async cause => {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    throw new MantlError(
      'inventory.not-found',
      missing ? `there is no inventory ${path}` : `cannot read the inventory ${path}`,
      { cause, hint: (await similarFile(path)) ?? `mantl init ${path} writes one; inventory/laptop.yml is a sample` },
    )
  })
  return found.isDirectory()
}
