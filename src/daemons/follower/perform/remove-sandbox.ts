import { execFile } from 'node:child_process'
import { closeSync, constants, openSync } from 'node:fs'
import { relative } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants

/**
 * Removes a folder that lies in somebody else's sandbox: he may swap any folder on the way there for a link while we go. So each step is
 * taken from the one before, by descriptors, and a link ends it; rm(1) then does the same below. `root`: what is ours alone.
 */
export const removeSandbox = async (root: string, directory: string): Promise<void> => {
  const names = relative(root, directory).split('/')
  const last = names.pop()
  if (last === undefined || last === '' || names.includes('..')) return
  const opened: number[] = []
  try {
    opened.push(openSync(root, O_RDONLY | O_DIRECTORY))
    for (const name of names) {
      opened.push(openSync(`/proc/self/fd/${opened.at(-1)}/${name}`, O_RDONLY | O_DIRECTORY | O_NOFOLLOW))
    }
    await run('rm', ['-rf', '--one-file-system', '--', `./${last}`], {
      cwd: `/proc/self/fd/${opened.at(-1)}`,
      env: { PATH: '/usr/bin:/bin' },
    })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ELOOP' && code !== 'ENOTDIR') throw error
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}
