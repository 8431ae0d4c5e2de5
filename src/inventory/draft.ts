import type { Inventory, Layers } from './model.ts'
import type { Place, Problem, Report } from './problem.ts'
import type { Variables } from './value.ts'

type DraftHost = { name: string; place: Place; directGroups: string[]; layers: { [Key in keyof Layers]: Variables[] } }
export type DraftGroup = {
  name: string
  place: Place
  parents: string[]
  children: string[]
  hosts: string[]
  depth: number
  priority: number
  layers: { [Key in keyof Layers]: Variables[] }
}

/** An inventory under construction: readers of all forms add to it, `finish` (finish.ts) closes it. */
export type Draft = {
  readonly file: string
  readonly hosts: Map<string, DraftHost>
  readonly groups: Map<string, DraftGroup>
  readonly extra: Variables[]
  readonly problems: Problem[]
  readonly report: Report
}

export const createDraft = (file: string): Draft => {
  const problems: Problem[] = []
  const draft: Draft = {
    file,
    hosts: new Map(),
    groups: new Map(),
    extra: [],
    problems,
    report: problem => problems.push(problem),
  }
  const place = { file, line: 1, column: 1 }
  addGroup(draft, 'all', place)
  addGroup(draft, 'ungrouped', place)
  return draft
}

export const addGroup = (draft: Draft, name: string, place: Place): DraftGroup => {
  const known = draft.groups.get(name)
  if (known) return known
  const layers = { inventory: [], files: [] }
  const group = { name, place, parents: [], children: [], hosts: [], depth: 0, priority: 1, layers }
  draft.groups.set(name, group)
  return group
}

export const addChild = (draft: Draft, parent: string, child: string, place: Place): void => {
  const above = addGroup(draft, parent, place)
  const below = addGroup(draft, child, place)
  if (child === 'all' || reaches(draft, child, parent)) {
    draft.report({ severity: 'error', message: `group ${child} cannot be inside ${parent}: it holds ${parent}`, place })
    return
  }
  if (!above.children.includes(child)) above.children.push(child)
  if (!below.parents.includes(parent)) below.parents.push(parent)
}

export const addHost = (draft: Draft, name: string, group: string, place: Place): DraftHost => {
  const host = draft.hosts.get(name) ?? { name, place, directGroups: [], layers: { inventory: [], files: [] } }
  draft.hosts.set(name, host)
  if (!host.directGroups.includes(group)) {
    host.directGroups.push(group)
    addGroup(draft, group, place).hosts.push(name)
  }
  return host
}

const reaches = (draft: Draft, from: string, to: string): boolean => {
  const seen = new Set([from])
  for (const group of seen) for (const child of draft.groups.get(group)?.children ?? []) seen.add(child)
  return seen.has(to)
}

/** Ansible's rules once all files are read: what stands nowhere is in `ungrouped`, every top group is in `all`. */
export const finish = (draft: Draft): Inventory => {
  for (const host of draft.hosts.values()) settleHost(draft, host)
  for (const group of draft.groups.values()) {
    if (group.name !== 'all' && group.parents.length === 0) addChild(draft, 'all', group.name, group.place)
  }
  const depths = new Map<string, number>([['all', 0]])
  for (const group of draft.groups.values()) group.depth = depthOf(draft, group.name, depths)
  for (const group of draft.groups.values()) group.priority = priorityOf(draft, group)
  const { file, hosts, groups, extra, problems } = draft
  return { file, hosts, groups, extra, problems }
}

const settleHost = (draft: Draft, host: DraftHost): void => {
  const named = host.directGroups.filter(group => group !== 'all' && group !== 'ungrouped')
  const ungrouped = draft.groups.get('ungrouped')!
  if (named.length > 0) {
    host.directGroups = host.directGroups.filter(group => group !== 'ungrouped')
    ungrouped.hosts = ungrouped.hosts.filter(name => name !== host.name)
  } else addHost(draft, host.name, 'ungrouped', host.place)
  if (draft.groups.has(host.name)) {
    const message = `${host.name} is the name of a host and of a group`
    draft.report({ severity: 'warning', message, place: host.place, hint: 'patterns will mean the group' })
  }
}

const depthOf = (draft: Draft, name: string, depths: Map<string, number>): number => {
  const known = depths.get(name)
  if (known !== undefined) return known
  const depth = 1 + Math.max(0, ...draft.groups.get(name)!.parents.map(parent => depthOf(draft, parent, depths)))
  depths.set(name, depth)
  return depth
}

const priorityOf = (draft: Draft, group: DraftGroup): number => {
  const inFile = group.layers.files.map(layer => layer.get('ansible_group_priority')).find(Boolean)
  if (inFile) {
    const message = 'ansible_group_priority has no effect here'
    const hint = 'set it in the inventory file, where Ansible reads it too'
    draft.report({ severity: 'warning', message, hint, place: inFile.namePlace })
  }
  const set = group.layers.inventory
    .findLast(layer => layer.has('ansible_group_priority'))
    ?.get('ansible_group_priority')
  if (!set) return 1
  const priority = set.value.kind === 'scalar' ? Number(set.value.data) : Number.NaN
  if (Number.isInteger(priority)) return priority
  draft.report({ severity: 'error', message: 'ansible_group_priority must be a whole number', place: set.value.place })
  return 1
}
