import { didYouMean } from '../did-you-mean.ts'
import type { Inventory } from '../model.ts'
import type { Problem } from '../problem.ts'
import type { Variable } from '../value.ts'
import { aliases, definitionOf, refused, variables } from '../variables.ts'

/** Names that are ours by their beginning must be known: a slip would else silently leave a default in place. */
export const nameProblems = (inventory: Inventory): Problem[] => {
  const owners = [...inventory.groups.values(), ...inventory.hosts.values()].map(({ layers }) => layers)
  const layers = [...owners.flatMap(({ inventory: own, files }) => [...own, ...files]), ...inventory.extra]
  return [...new Set(layers)].flatMap(layer => [...layer.values()].flatMap(nameProblem))
}

const ours = /^(mesos|mantl|zookeeper)_/
const names = [...Object.keys(variables), ...Object.keys(aliases)]

const nameProblem = ({ name, namePlace: place }: Variable): Problem[] => {
  const instead = Object.hasOwn(refused, name) ? refused[name] : undefined
  if (instead) return [{ severity: 'error', message: `${name} is not supported`, hint: instead, place }]
  if (definitionOf(name) || Object.hasOwn(aliases, name)) return []
  if (ours.test(name)) {
    const hint = didYouMean(name, names) ?? 'docs/inventory.md lists all'
    return [{ severity: 'error', message: `unknown variable ${name}`, hint, place }]
  }
  const slip = name.startsWith('ansible_') && !ansibleOnly.has(name) ? nearly(name) : undefined
  return slip ? [{ severity: 'warning', message: `unknown variable ${name}`, hint: slip, place }] : []
}

/** Only slips of a letter or two: Ansible has many variables whose names resemble ours. */
const nearly = (name: string): string | undefined => {
  const close = names.filter(
    known => Math.abs(known.length - name.length) <= 1 && sameLetters(known, name) >= known.length - 2,
  )
  return didYouMean(name, close)
}

const sameLetters = (a: string, b: string): number => [...a].filter(letter => b.includes(letter)).length

const ansibleOnly = new Set([
  'ansible_group_priority',
  'ansible_shell_type',
  'ansible_python_interpreter',
  'ansible_hostname',
])
