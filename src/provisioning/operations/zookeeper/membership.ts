import { configuredMembers } from '../../facts/zookeeper/configured-members.ts'
import { zookeeperData } from '../../facts/zookeeper/kept-data.ts'
import { ask, type Facts } from '../../model/fact.ts'
import type { Concern, Operation, Others } from '../../model/operation.ts'

interface Member {
  readonly id: number
  readonly name: string
  readonly address: string
  /** Its folder. */
  readonly data: string
}

interface Wanted {
  /** Whose wish it is. */
  readonly host: string
  /** Of zoo.cfg, as it was written before. */
  readonly path: string
  /** All there are to be; the host itself may be none of them any more. */
  readonly members: readonly Member[]
}

/**
 * An ensemble changes by one server at a time. With two at once, servers of the new list could make a majority while others make one of
 * the old list, and what only those know would be lost; from one step to the next every two majorities share a server.
 */
export const membership = ({ host, path, members }: Wanted): Operation => ({
  name: `zookeeper/membership ${path}`,
  needs: [
    ask(configuredMembers, { path }),
    ...(members.length > 1 && members.some(({ name }) => name === host)
      ? [ask(zookeeperData, { path: folderOf(host, members) })]
      : []),
  ],
  changes: () => [],
  concerns: (facts, others) => {
    const before = facts.get(configuredMembers, { path })
    if (before === undefined) return strangeData({ host, path, members }, facts, others)
    const changed = before.size === 0 ? added(before, members).slice(1) : differing(before, members)
    const names = changed.join(', ')
    const problems =
      changed.length > 1
        ? [
            `the ensemble would change by more than one server at once (${names}): change zookeeper_server_group by one host, provision, and go on with the next`,
          ]
        : before.size === 0
          ? aloneBefore(host, members, others)
          : []
    return problems.map(message => ({ severity: 'error', message }))
  },
})

/**
 * A server that joins gets all that the others hold. What an ensemble before left in its folder could win over that where it is newer, and where it is
 * older parts of it would stay. Where no server of this ensemble is known yet, it is what the ensemble begins with.
 */
const strangeData = ({ host, path, members }: Wanted, facts: Facts, others: Others): readonly Concern[] => {
  const rest = members.filter(({ name }) => name !== host)
  const joins = rest.length > 1 && rest.some(({ name }) => others.get(name, configuredMembers, { path }) !== undefined)
  const data = folderOf(host, members)
  if (!joins || rest.length === members.length || !facts.get(zookeeperData, { path: data })) return []
  return [{ severity: 'error', message: `it is to be a new server of ZooKeeper, ${heldThere(data)}` }]
}

/** Nothing is lost by moving it. */
const heldThere = (data: string): string =>
  `and ${data}/version-2 there holds data from before, which could get into the ensemble’s: move it away on that host (mv ${data}/version-2 ${data}/version-2.old)`

/** Of a server that holds everything: another can take its place only when both were two. */
const aloneBefore = (host: string, members: Wanted['members'], others: Others): readonly string[] => {
  const rest = members.filter(({ name }) => name !== host)
  if (rest.length === members.length)
    return [
      `its ZooKeeper is the only one and holds all that the cluster knows: leave it in zookeeper_server_group beside ${rest.map(({ name }) => name).join(', ')}, provision, and take it out then`,
    ]
  return rest.length === 1 ? rest.flatMap(second => unfit(second, others)) : []
}

/**
 * Why a server that was alone cannot become one of two. Both must be up before any is elected, and of two the one with the newer epoch is: the
 * first, unless the second brings the data of another ensemble.
 */
const unfit = ({ name, data }: Member, others: Others): readonly string[] => {
  if (!others.takesPart(name))
    return [`its ZooKeeper would wait for a second server, and ${name} takes no part in this run: leave neither out`]
  return others.get(name, zookeeperData, { path: data })
    ? [`${name} is to be ZooKeeper’s second server, ${heldThere(data)}`]
    : []
}

const folderOf = (host: string, members: Wanted['members']): string =>
  members.find(({ name }) => name === host)?.data ?? ''

type Before = ReadonlyMap<number, string>

const differing = (before: Before, members: Wanted['members']): readonly string[] => {
  const ids = new Set([...before.keys(), ...members.map(({ id }) => id)])
  return [...ids].flatMap(id => {
    const member = members.find(one => one.id === id)
    if (member?.address === before.get(id)) return []
    return [member?.name ?? `server ${id} at ${before.get(id)}`]
  })
}

/** The file of a server that was alone names none, itself neither. */
const added = (before: Before, members: Wanted['members']): readonly string[] =>
  members.filter(({ id }) => !before.has(id)).map(({ name }) => name)
