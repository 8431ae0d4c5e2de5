import { closeSync, constants, mkdirSync, openSync, symlinkSync } from 'node:fs'

const { O_RDONLY, O_DIRECTORY, O_NOFOLLOW } = constants

/**
 * Makes the link `tasks/<taskId>` in a pod's sandbox. The sandbox is its user's, who may put a link where the folder should be: each step
 * is taken from a descriptor, and no link is followed. Throws what the file system says. One that is there already stays.
 */
export const linkTask = (sandbox: string, taskId: string, target: string): void =>
  inFolder(sandbox, here => {
    ignoring('EEXIST', () => mkdirSync(`${here}/tasks`))
    inFolder(`${here}/tasks`, tasks => ignoring('EEXIST', () => symlinkSync(target, `${tasks}/${taskId}`)))
  })

const inFolder = (path: string, act: (here: string) => void): void => {
  const descriptor = openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  try {
    act(`/proc/self/fd/${descriptor}`)
  } finally {
    closeSync(descriptor)
  }
}

const ignoring = (code: string, act: () => void): void => {
  try {
    act()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== code) throw error
  }
}
