import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Paths } from '../paths.ts'
import type { HeldContainer } from '../state.ts'

/**
 * The containers of operators' calls that an earlier run of ours has left; those that they are within come first. After a boot none of
 * them is there, and what was kept of them goes. So does what was not written to its end: that container was never launched.
 */
export const readContainers = (paths: Paths, rebooted: boolean): readonly HeldContainer[] => {
  const files = namesIn(paths.containers).map(name => join(paths.containers, name))
  const found = rebooted ? [] : files.flatMap(readContainer)
  const known = new Set(found.map(({ id }) => paths.container(id)))
  for (const file of files) if (!known.has(file)) rmSync(file, { force: true })
  return found.sort((a, b) => a.id.length - b.id.length)
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const readContainer = (file: string): readonly HeldContainer[] => {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as HeldContainer
    return typeof value.id === 'string' && typeof value.directory === 'string' ? [value] : []
  } catch {
    return []
  }
}
