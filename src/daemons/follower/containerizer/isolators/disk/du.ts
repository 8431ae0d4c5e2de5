import type { Isolator } from '../isolator.ts'

/** A watcher measures the sandbox now and then (`watchers/disk-du.ts`): the launch needs nothing. */
export const diskDu: Isolator = {
  name: 'disk/du',
  impossible: ({ programs }) =>
    programs === undefined || programs.has('du') ? undefined : 'the program du is not installed',
}
