import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MantlError, reasonOf } from '../../errors.ts'

const mostBytes = 64 * 1024 * 1024

/** Throws MantlError inventory.unreadable for what cannot be read, is no UTF-8 text, or is larger than 64 MB. */
export const readText = async (file: string): Promise<string> => {
  const bytes = await readBytes(file)
  if (bytes.length > mostBytes) throw new MantlError('inventory.unreadable', `${file} is larger than 64 MB`)
  return decoded(bytes, file)
}

const decoded = (bytes: Buffer, file: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new MantlError('inventory.unreadable', `${file} is not UTF-8 text`, { cause })
  }
}

/** All of standard input. Throws MantlError inventory.not-found on a terminal, inventory.unreadable as `readText` does. */
export const readStandardInput = async (): Promise<string> => {
  if (process.stdin.isTTY)
    throw new MantlError('inventory.not-found', 'the inventory is to come on standard input, which is a terminal', {
      hint: 'for example ansible-inventory --list --yaml | mantl plan -',
    })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > mostBytes) throw new MantlError('inventory.unreadable', 'standard input is larger than 64 MB')
  }
  return decoded(Buffer.concat(chunks), 'standard input')
}

/** Throws MantlError inventory.unreadable. */
export const readBytes = (file: string): Promise<Buffer> =>
  readFile(file).catch(cause => {
    throw new MantlError('inventory.unreadable', `cannot read ${file}: ${reasonOf(cause)}`, { cause })
  })

/** Files of a folder by name, and of those inside it down to `depth`; hidden ones, backups and group_vars/ left out. */
export const filesInFolder = async (folder: string, { depth }: { depth: number }): Promise<string[]> => {
  const entries = await readdir(folder, { withFileTypes: true })
  const wanted = entries.filter(({ name }) => !ignored.test(name)).sort((a, b) => (a.name < b.name ? -1 : 1))
  const found = wanted.map(async entry => {
    const path = join(folder, entry.name)
    if (!entry.isDirectory()) return [path]
    return depth > 0 ? filesInFolder(path, { depth: depth - 1 }) : []
  })
  return (await Promise.all(found)).flat()
}

const ignored = /^\.|~$|\.(swp|bak|orig|rpm|md|txt|rst|retry|pyc|pyo|cfg|key|pem)$/
