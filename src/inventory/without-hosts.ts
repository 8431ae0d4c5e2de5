import { isMap, type YAMLMap } from 'yaml'
import type { Inventory } from './model.ts'
import { editMapping, keyText } from './set-variable.ts'

/** The inventory as if these hosts had never stood in it. PURE, as all here. */
export const withoutHosts = (inventory: Inventory, names: readonly string[]): Inventory => {
  const gone = new Set(names)
  return {
    ...inventory,
    hosts: new Map([...inventory.hosts].filter(([name]) => !gone.has(name))),
    groups: new Map(
      [...inventory.groups].map(([name, group]) => [
        name,
        { ...group, hosts: group.hosts.filter(host => !gone.has(host)) },
      ]),
    ),
  }
}

/** The YAML text of an inventory without these hosts, wherever a group names them each by itself. Throws MantlError inventory.not-editable. */
export const textWithoutHosts = (text: string, names: readonly string[]): string => {
  const gone = new Set(names)
  let found = false
  const clear = (group: YAMLMap): void => {
    const hosts = group.get('hosts')
    for (const { key } of isMap(hosts) ? [...hosts.items] : []) {
      if (gone.has(keyText(key))) found = (hosts as YAMLMap).delete(key) || found
    }
    const children = group.get('children')
    for (const { value } of isMap(children) ? children.items : []) if (isMap(value)) clear(value)
  }
  const edited = editMapping(text, [], root => {
    for (const { value } of root.items) if (isMap(value)) clear(value)
  })
  return found ? edited : text
}
