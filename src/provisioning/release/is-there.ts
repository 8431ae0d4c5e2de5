import { access } from 'node:fs/promises'

/** Whether something of this name is in the cache: what is there is whole, for it got its name when it was. */
export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
