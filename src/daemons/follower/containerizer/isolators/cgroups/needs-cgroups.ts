import type { MachineAbilities } from '../isolator.ts'

export const needsCgroups = (controller: string, machine: MachineAbilities): string | undefined => {
  if (!machine.root) return 'it needs root'
  if (machine.cgroups === undefined) return 'no cgroups are mounted'
  if (!machine.controllers.includes(controller)) return `the cgroup controller ${controller} is missing, or not mounted`
  return undefined
}
