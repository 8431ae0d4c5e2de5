import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Parts } from '../../../runtime/parts.ts'
import type { Paths } from '../paths.ts'
import type { HeldContainer } from '../state.ts'

/**
 * The containers of operators' calls that an earlier run of ours has left; those that they are within come first. After a boot none of
 * them is there, and what was kept of them goes. So does what was not written to its end: that container was never launched.
 */
export function* readContainers(paths: Paths, rebooted: boolean): Parts<readonly HeldContainer[]> {
  const found: HeldContainer[] = []
  for (const name of namesIn(paths.containers)) {
    yield
    const file = join(paths.containers, name)
    const container = rebooted ? undefined : readContainer(file)
    if (container !== undefined && paths.container(container.id) === file) found.push(container)
    else rmSync(file, { force: true })
  }
  return found.sort((a, b) => a.id.length - b.id.length)
}

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const readContainer = (file: string): HeldContainer | undefined => {
  try {
    const value = JSON.parse(readFileSync(file, 'utf8')) as HeldContainer
    return typeof value.id === 'string' && typeof value.directory === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
