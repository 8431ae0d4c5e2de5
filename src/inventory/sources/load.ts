import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { MantlError } from '../../errors.ts'
import type { Inventory } from '../model.ts'
import { readFiles, type SourceFile } from '../read-files.ts'
import { filesInFolder, readBytes, readText } from './files.ts'
import { readVariableFolders } from './variable-folders.ts'
import type { VaultPassword } from './vault.ts'
import { vaultOpener } from './vault-passwords.ts'

export type LoadOptions = {
  /** Arguments of `-e`: `name=value …`, `{json}`, or `@file`. */
  readonly extraVariables?: readonly string[]
  readonly vaultPasswords?: readonly VaultPassword[]
}

/**
 * Reads an inventory file, or a folder of them, with the group_vars/ and host_vars/ beside. What is wrong in the texts is
 * in `problems` of the result (see `validate`); throws MantlError inventory.not-found, inventory.unreadable or
 * inventory.dynamic when there is nothing to read.
 */
export const loadInventory = async (path: string, options: LoadOptions = {}): Promise<Inventory> => {
  const extra = options.extraVariables ?? []
  const files = [
    ...(await inventoryFiles(path)),
    ...(await readVariableFolders((await isFolder(path)) ? path : dirname(path))),
    ...(await Promise.all(extra.filter(text => text.startsWith('@')).map(extraFile))),
  ]
  return readFiles({
    file: path,
    files,
    extra: extra.filter(text => !text.startsWith('@')),
    open: vaultOpener(options.vaultPasswords ?? []),
  })
}

const inventoryFiles = async (path: string): Promise<SourceFile[]> => {
  const files = (await isFolder(path)) ? await filesInFolder(path, { depth: 0 }) : [path]
  if (files.length === 0) throw new MantlError('inventory.not-found', `the folder ${path} holds no inventory file`)
  return Promise.all(files.map(inventoryFile))
}

const inventoryFile = async (file: string): Promise<SourceFile> => {
  const head = (await readBytes(file)).subarray(0, 4).toString('latin1')
  if (head.startsWith('#!') || head === '\x7fELF') {
    const hint = `save what it prints: ansible-inventory -i ${file} --list --yaml --output hosts.yml`
    throw new MantlError('inventory.dynamic', `${file} is a program: dynamic inventories are not supported yet`, {
      hint,
    })
  }
  return { role: 'inventory', file, text: await readText(file) }
}

const extraFile = async (argument: string): Promise<SourceFile> => {
  const file = argument.slice(1)
  if (!(await stat(file).catch(() => undefined)))
    throw new MantlError('inventory.not-found', `no file ${file}, as -e ${argument} names it`)
  return { role: 'extra-variables', file, text: await readText(file) }
}

const isFolder = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch(cause => {
    throw new MantlError('inventory.not-found', `cannot read the inventory ${path}`, {
      cause,
      hint: 'samples are inventory/laptop.yml and inventory/cluster.yml',
    })
  })
  return found.isDirectory()
}
