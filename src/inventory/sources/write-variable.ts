import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { MantlError, reasonOf } from '../../errors.ts'
import { type Definition, definitionsOf } from '../definitions.ts'
import type { Inventory } from '../model.ts'
import { groupPath, type NewValue, setVariable } from '../set-variable.ts'
import { filesInFolder } from './files.ts'
import { inventoryParts } from './load.ts'
import { replaceFile } from './replace-file.ts'
import { decryptVault, encryptVault, type VaultPassword } from './vault.ts'

/** Where a variable is set, and the mapping of that file in which it stands. */
interface Target {
  readonly file: string
  readonly path: (text: string) => readonly string[]
}

/**
 * Sets a variable for all hosts: wherever the inventory sets it now, else in group_vars/all or the inventory's own `all: vars:`.
 * Returns the files that were written. Files encrypted as a whole stay so. Throws MantlError inventory.not-editable where it is set
 * at a place that is not a mapping of YAML, before anything is written.
 */
export const writeVariable = (
  inventory: Inventory,
  name: string,
  value: NewValue,
  passwords: readonly VaultPassword[],
): Promise<readonly string[]> =>
  editVariable(inventory, definitionsOf(inventory, name), passwords, (text, path) =>
    setVariable(text, path, name, value),
  )

/** The same with another edit of the mappings that hold `definitions`; without any, of the mapping for all hosts. */
export const editVariable = async (
  inventory: Inventory,
  definitions: readonly Definition[],
  passwords: readonly VaultPassword[],
  edit: (text: string, path: readonly string[]) => string,
): Promise<readonly string[]> => {
  const targets = definitions.length > 0 ? definitions.map(targetOf) : [await newTarget(inventory.file)]
  const edits = new Map<string, string>()
  for (const { file, path } of targets) {
    const before = edits.get(file) ?? (await readPlain(file, passwords))
    edits.set(file, edit(before, path(before)))
  }
  for (const [file, text] of edits) await replace(file, text, passwords)
  return [...edits.keys()]
}

const targetOf = ({ place, from, owner, name }: Definition): Target => {
  if (from === 'files') return { file: place.file, path: () => [] }
  if (owner.kind === 'group' && /\.(ya?ml|json)$/.test(place.file))
    return { file: place.file, path: text => groupPath(text, owner.name) }
  throw new MantlError(
    'inventory.not-editable',
    `${place.file}:${place.line}:${place.column}: ${name} of ${owner.kind} ${owner.name} cannot be changed in place`,
    { hint: `move it to ${owner.kind}_vars/${owner.name}.yml beside the inventory` },
  )
}

const newTarget = async (all: string): Promise<Target> => {
  const inventory = (await inventoryParts(all)).find(part => part !== '-')
  if (inventory === undefined)
    throw new MantlError('inventory.not-editable', 'an inventory from standard input cannot be written to')
  const isFolder = (await stat(inventory)).isDirectory()
  const folder = join(isFolder ? inventory : dirname(inventory), 'group_vars')
  const existing = await groupFileOfAll(folder)
  if (existing !== undefined) return { file: existing, path: () => [] }
  if (!isFolder && /\.ya?ml$/.test(inventory)) return { file: inventory, path: text => groupPath(text, 'all') }
  return { file: join(folder, 'all.yml'), path: () => [] }
}

/** As Ansible looks for it; of a folder `all/` its first file. */
const groupFileOfAll = async (folder: string): Promise<string | undefined> => {
  for (const name of ['all', 'all.yml', 'all.yaml']) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found?.isFile()) return path
    if (found?.isDirectory()) return (await filesInFolder(path, { depth: 0 }))[0] ?? join(path, 'main.yml')
  }
  return undefined
}

const isVault = (text: string) => text.startsWith('$ANSIBLE_VAULT;')

const readText = (file: string) =>
  readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw new MantlError('inventory.unreadable', `${file} cannot be read: ${reasonOf(error)}`, { cause: error })
  })

const readPlain = async (file: string, passwords: readonly VaultPassword[]): Promise<string> => {
  const text = await readText(file)
  return isVault(text) ? decryptVault(text, passwords).reveal() : text
}

/** A file that was encrypted as a whole stays so. */
const replace = async (file: string, text: string, passwords: readonly VaultPassword[]): Promise<void> => {
  const [password] = passwords
  await replaceFile(file, isVault(await readText(file)) && password ? encryptVault(text, password) : text)
}
