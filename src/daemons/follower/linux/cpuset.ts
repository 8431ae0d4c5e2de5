import { join } from 'node:path'
import { readText, tryWrite } from './cgroup-io.ts'

const files = ['cpuset.cpus', 'cpuset.mems']

/** A new cpuset has no processors and no memory, and nothing can run in it: it gets its parent's, from the top down to `folder`. */
export const copyCpuset = (mount: string, folder: string): void => {
  const parts = folder.split('/').filter(part => part !== '')
  for (let depth = 2; depth <= parts.length; depth++) {
    const here = join(mount, ...parts.slice(0, depth))
    for (const file of files) {
      if (readText(join(here, file))?.trim() !== '') continue
      tryWrite(join(here, file), readText(join(here, '..', file))?.trim() ?? '')
    }
  }
}
