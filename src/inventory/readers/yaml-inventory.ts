import { didYouMean } from '../did-you-mean.ts'
import { addChild, addGroup, addHost, type Draft } from '../draft.ts'
import { expandHostEntry } from '../host-ranges.ts'
import type { Place } from '../problem.ts'
import type { Value, Variables } from '../value.ts'
import { readYaml, toVariable, type YamlSource } from './yaml-values.ts'

/** Ansible's YAML form: groups at the top, each with `hosts`, `vars` and `children`. */
export const readYamlInventory = (draft: Draft, source: YamlSource) => {
  const root = readYaml(source)
  if (!root) return
  if (root.kind === 'map' && root.entries.has('plugin')) return refusePlugin(draft, root.entries.get('plugin')!)
  for (const [name, body] of entriesOf(draft, root, 'an inventory')) readGroup(draft, name, body)
}

const refusePlugin = (draft: Draft, { place }: Value) => {
  const hint = 'write the hosts down as YAML or INI, or save what `ansible-inventory --list --yaml` prints'
  draft.report({ severity: 'error', message: 'inventory plugins (dynamic inventories) are not supported', hint, place })
}

const sections = ['hosts', 'vars', 'children']

const readGroup = (draft: Draft, name: string, body: Value) => {
  const { namePlace } = toVariable(name, body)
  const group = addGroup(draft, name, namePlace)
  for (const [section, content] of entriesOf(draft, body, `group ${name}`)) {
    if (section === 'hosts') readHosts(draft, name, content)
    else if (section === 'vars') group.layers.inventory.push(readVariables(draft, content, `vars of group ${name}`))
    else if (section === 'children') readChildren(draft, name, content)
    else unknownSection(draft, name, section, toVariable(section, content).namePlace)
  }
}

const unknownSection = (draft: Draft, group: string, section: string, place: Place): void =>
  draft.report({
    severity: 'error',
    message: `group ${group} has an unknown part ${section}`,
    hint:
      didYouMean(section, sections) ?? 'a group has hosts, vars and children; groups inside it stand under children',
    place,
  })

const readChildren = (draft: Draft, parent: string, content: Value) => {
  for (const [child, body] of entriesOf(draft, content, `children of group ${parent}`)) {
    addChild(draft, parent, child, toVariable(child, body).namePlace)
    readGroup(draft, child, body)
  }
}

const readHosts = (draft: Draft, group: string, content: Value) => {
  for (const [entry, body] of entriesOf(draft, content, `hosts of group ${group}`)) {
    const place = toVariable(entry, body).namePlace
    const expanded = expandHostEntry(entry)
    if ('wrong' in expanded) draft.report({ severity: 'error', message: expanded.wrong, place })
    else {
      const variables = new Map(readVariables(draft, body, `host ${entry}`))
      const port: Value = { kind: 'scalar', data: expanded.port ?? null, place }
      if (expanded.port && !variables.has('ansible_port'))
        variables.set('ansible_port', toVariable('ansible_port', port))
      for (const name of expanded.names) addHost(draft, name, group, place).layers.inventory.push(variables)
    }
  }
}

export const readVariables = (draft: Draft, content: Value, what: string): Variables =>
  new Map(entriesOf(draft, content, what).map(([name, value]) => [name, toVariable(name, value)]))

/** A mapping's entries; a lone text stands for one empty entry, and nothing for none, as in Ansible. */
const entriesOf = (draft: Draft, value: Value, what: string): [string, Value][] => {
  if (value.kind === 'map') return [...value.entries]
  if (value.kind === 'scalar' && value.data === null) return []
  if (value.kind === 'scalar' && typeof value.data === 'string' && /^(hosts|children) /.test(what)) {
    return [[value.data, { kind: 'scalar', data: null, place: value.place }]]
  }
  const hint = what.startsWith('hosts ') ? 'write each name with a colon behind it, not a dash before it' : undefined
  draft.report({ severity: 'error', message: `${what} must be a mapping (name: …)`, hint, place: value.place })
  return []
}
