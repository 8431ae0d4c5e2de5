import { readFile } from 'node:fs/promises'
import { MantlError } from '../../errors.ts'
import type { Inventory } from '../model.ts'
import { textWithoutHosts } from '../without-hosts.ts'
import { replaceFile } from './replace-file.ts'

/**
 * Takes hosts out of the inventory's YAML files, where they stand by their own names. Returns the files that were written; hosts that stand in
 * a range, or in a file of another form, are still there when it is read again.
 */
export const removeHosts = async (inventory: Inventory, names: readonly string[]): Promise<readonly string[]> => {
  const places = [...inventory.hosts.values(), ...inventory.groups.values()].map(({ place }) => place.file)
  const written: string[] = []
  for (const file of new Set(places.filter(name => /\.(ya?ml|json)$/.test(name)))) {
    const text = await readFile(file, 'utf8').catch(() => '')
    const edited = editedText(text, names)
    if (edited === text) continue
    await replaceFile(file, edited)
    written.push(file)
  }
  return written
}

const editedText = (text: string, names: readonly string[]): string => {
  try {
    return text === '' ? text : textWithoutHosts(text, names)
  } catch (error) {
    if (error instanceof MantlError && error.code === 'inventory.not-editable') return text
    throw error
  }
}
