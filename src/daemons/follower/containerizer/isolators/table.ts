import { MantlError } from '../../../../errors.ts'
import { cgroupsCpu } from './cgroups/cpu.ts'
import { cgroupsMem } from './cgroups/mem.ts'
import type { Isolator, IsolatorSettings, MachineAbilities } from './isolator.ts'
import { posixCpu } from './posix/cpu.ts'
import { posixMem } from './posix/mem.ts'

/** In the order in which they prepare a container (Mesos' creator table). */
export const isolators: readonly Isolator[] = [
  { name: 'filesystem/posix' },
  posixCpu,
  posixMem,
  cgroupsCpu,
  cgroupsMem,
  { name: 'environment_secret' },
]

/** Old names that stand for new ones (containerizer.md 3). */
const shorthands: Readonly<Record<string, readonly string[]>> = {
  process: ['posix/cpu', 'posix/mem'],
  cgroups: ['cgroups/cpu', 'cgroups/mem'],
}

/** The isolators that `--isolation` asks for and this machine can give; every name that can't be is told at once. */
export const chooseIsolators = (
  flag: string,
  machine: MachineAbilities,
  settings: IsolatorSettings,
): readonly Isolator[] => {
  const names = new Set(namesIn(flag))
  const problems = [...names].flatMap(name => problem(name, machine, settings))
  if (problems.length > 0) throw new MantlError('follower.isolation', `--isolation: ${problems.join('; ')}`)
  return isolators.filter(isolator => names.has(isolator.name))
}

const namesIn = (flag: string): readonly string[] => {
  const asked = flag
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '')
    .flatMap(name => shorthands[name] ?? [name])
  const filesystem = asked.some(name => name.startsWith('filesystem/')) ? [] : ['filesystem/posix']
  return [...filesystem, ...asked, 'environment_secret']
}

const problem = (name: string, machine: MachineAbilities, settings: IsolatorSettings): readonly string[] => {
  const isolator = isolators.find(candidate => candidate.name === name)
  if (isolator === undefined) return [`unknown or not implemented isolator '${name}'`]
  const reason = isolator.impossible?.(machine, settings)
  return reason === undefined ? [] : [`'${name}' can't be used: ${reason}`]
}
