import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceFile } from '../read-files.ts'
import { filesInFolder, readText } from './files.ts'

const endings = ['', '.yml', '.yaml', '.json']
const kinds = { group_vars: 'group-variables', host_vars: 'host-variables' } as const

/** All of group_vars/ and host_vars/ in a folder: for each name the first of NAME, NAME.yml, NAME.yaml, NAME.json. */
export const readVariableFolders = async (beside: string): Promise<SourceFile[]> => {
  const found = Object.entries(kinds).map(async ([folder, role]) => {
    const names = await namesIn(join(beside, folder))
    return Promise.all(names.map(name => readOwner(join(beside, folder), name, role)))
  })
  return (await Promise.all(found)).flat(2)
}

/** Hosts may hold dots (a.example.yml is of a.example): only the known endings are cut off. */
const namesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder).catch(() => [])
  const names = entries.filter(name => !/^\.|~$/.test(name)).map(name => name.replace(/\.(ya?ml|json)$/, ''))
  return [...new Set(names)].sort()
}

const readOwner = async (
  folder: string,
  name: string,
  role: 'group-variables' | 'host-variables',
): Promise<SourceFile[]> => {
  for (const ending of endings) {
    const path = join(folder, name + ending)
    const found = await stat(path).catch(() => undefined)
    if (!found) continue
    const files = found.isDirectory() ? (await filesInFolder(path, { depth: 8 })).filter(isVariableFile) : [path]
    return Promise.all(files.map(async file => ({ role, of: name, file, text: await readText(file) })))
  }
  return []
}

const isVariableFile = (file: string): boolean => /(^|\/)[^./]+$|\.(ya?ml|json)$/.test(file)
