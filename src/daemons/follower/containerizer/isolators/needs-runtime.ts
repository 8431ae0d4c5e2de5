import type { MachineAbilities } from './isolator.ts'

/** Why containers can't have namespaces or a file system of their own here. */
export const needsRuntime = ({ root, runtime }: MachineAbilities): string | undefined => {
  if (!root) return 'it needs root'
  return runtime === undefined ? 'it needs the OCI runtime crun: install the package crun' : undefined
}
