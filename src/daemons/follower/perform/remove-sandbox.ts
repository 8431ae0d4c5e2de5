import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { closeSync, constants, openSync, renameSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { namesIn } from '../recovery/files.ts'

const run = promisify(execFile)
const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants

const asidePrefix = '.mantl-removed-'

/**
 * Removes a folder that lies in somebody else's sandbox: he may swap any folder on the way there for a link while we go. So each step is
 * taken from the one before, by descriptors, and a link ends it; rm(1) then does the same below. `root`: what is ours alone. Nothing may be mounted in it.
 */
export const removeSandbox = async (root: string, directory: string): Promise<void> => {
  await within(root, directory, (folder, name) =>
    run('rm', ['-rf', '--one-file-system', '--', `./${name}`], { cwd: folder, env: { PATH: '/usr/bin:/bin' } }),
  )
}

/**
 * Out of the way of a container that has the same name next, however long its removal takes. Returns where it is now; `undefined`: it is
 * gone, or only a link is there.
 */
export const setSandboxAside = async (root: string, directory: string): Promise<string | undefined> => {
  const aside = `${asidePrefix}${randomUUID()}`
  return within(root, directory, (folder, name) => {
    renameSync(`${folder}/${name}`, `${folder}/${aside}`)
    return join(dirname(directory), aside)
  })
}

/** What an earlier run of ours set aside and did not come to remove. Those of nested containers go with what they were in. */
export const sandboxesAside = (workDir: string): readonly string[] =>
  namesIn(`${workDir}/containers`)
    .filter(name => name.startsWith(asidePrefix))
    .map(name => `${workDir}/containers/${name}`)

/** `folder`: a path of the open folder around it, which stays that whatever becomes of the names. */
const within = async <T>(
  root: string,
  directory: string,
  work: (folder: string, name: string) => T | Promise<T>,
): Promise<T | undefined> => {
  const names = relative(root, directory).split('/')
  const last = names.pop()
  if (last === undefined || last === '' || last === '..' || names.includes('..')) return undefined
  const opened: number[] = []
  try {
    opened.push(openSync(root, O_RDONLY | O_DIRECTORY))
    for (const name of names) {
      opened.push(openSync(`/proc/self/fd/${opened.at(-1)}/${name}`, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
    }
    return await work(`/proc/self/fd/${opened.at(-1)}`, last)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ELOOP' && code !== 'ENOTDIR') throw error
    return undefined
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}
