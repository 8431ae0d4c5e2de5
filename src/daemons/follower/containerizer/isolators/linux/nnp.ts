import type { Isolator } from '../isolator.ts'

/** No process of any container gains rights by executing a file: setuid bits and file capabilities mean nothing. */
export const linuxNnp: Isolator = {
  name: 'linux/nnp',
  prepare: spec => ({ ...spec, process: { ...spec.process, noNewPrivileges: true } }),
}
