import { configuredMembers } from '../../facts/zookeeper/configured-members.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

interface Wanted {
  /** Of zoo.cfg, as it was written before. */
  readonly path: string
  readonly members: readonly { readonly id: number; readonly name: string; readonly address: string }[]
}

/**
 * An ensemble changes by one server at a time. With two at once, servers of the new list could make a majority while others make one of
 * the old list, and what only those know would be lost; from one step to the next every two majorities share a server.
 */
export const membership = ({ path, members }: Wanted): Operation => ({
  name: `zookeeper/membership ${path}`,
  needs: [ask(configuredMembers, { path })],
  changes: () => [],
  concerns: facts => {
    const before = facts.get(configuredMembers, { path })
    if (before === undefined) return []
    const changed = before.size === 0 ? added(before, members).slice(1) : differing(before, members)
    if (changed.length < 2) return []
    const names = changed.join(', ')
    return [
      {
        severity: 'error',
        message: `the ensemble would change by more than one server at once (${names}): change zookeeper_server_group by one host, provision, and go on with the next`,
      },
    ]
  },
})

type Before = ReadonlyMap<number, string>

const differing = (before: Before, members: Wanted['members']): readonly string[] => {
  const ids = new Set([...before.keys(), ...members.map(({ id }) => id)])
  return [...ids].flatMap(id => {
    const member = members.find(one => one.id === id)
    if (member?.address === before.get(id)) return []
    return [member?.name ?? `server ${id} at ${before.get(id)}`]
  })
}

/** A server that was alone named none, itself neither. */
const added = (before: Before, members: Wanted['members']): readonly string[] =>
  members.filter(({ id }) => !before.has(id)).map(({ name }) => name)
