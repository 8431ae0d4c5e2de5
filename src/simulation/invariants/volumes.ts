import { volumePath } from '../../daemons/follower/resources/volume-path.ts'
import type { OfferOperation } from '../../mesos/messages/offer.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import type { AgentNode } from '../agent/agent.ts'
import { WORK } from '../agent/disk/disk.ts'
import type { Folder } from '../agent/disk/tree.ts'
import type { InvariantKind } from './invariant.ts'

interface Volume {
  readonly id: string
  readonly path: string
  readonly folder: Folder | undefined
}

/** Of one machine. */
interface Shelf {
  /** Operations that made volumes, which no leader has heard of yet. */
  readonly made: Map<string, readonly Volume[]>
  /** By path: whoever made it counts on it. */
  readonly kept: Map<string, Volume>
}

/** Content is what volumes are for: a folder that was made anew is another volume. */
export const volumes: InvariantKind = {
  name: 'volumes-survive',
  says: 'a volume that was made, and that a leader has heard to be made, is there until it is destroyed: the same folder, whatever happens to its agent',
  create: ({ agents }, report) => {
    const shelves = new Map(agents.map(({ pid }): [string, Shelf] => [pid, { made: new Map(), kept: new Map() }]))
    const check = ({ name, pid, state, disk }: AgentNode) => {
      const reserved = new Set(state?.checkpointedResources.map(one => volumePath(WORK, one)))
      for (const { id, path, folder } of shelves.get(pid)!.kept.values()) {
        if (!reserved.has(path)) report(`${name} knows volume ${id} no more`, [id, pid])
        else if (disk.folder(path) !== folder) report(`what was in volume ${id} of ${name} is gone`, [id, pid])
      }
    }
    return {
      leaderStepped: (_, event) => {
        if (event.kind !== 'operation-update' || event.message.status.state !== 'OPERATION_FINISHED') return
        const { made, kept } = shelves.get(event.from)!
        const uuid = event.message.operation_uuid?.value ?? ''
        for (const volume of made.get(uuid) ?? []) kept.set(volume.path, volume)
        made.delete(uuid)
      },
      agentStepped: (node, event) => {
        const { made, kept } = shelves.get(node.pid)!
        if (event.kind === 'recovered') check(node)
        if (event.kind === 'apply-operation') {
          for (const path of pathsOf(event.message.operation_info.destroy?.volumes)) {
            kept.delete(path)
            for (const [uuid, some] of made) if (some.some(one => one.path === path)) made.delete(uuid)
          }
        }
        if (event.kind !== 'operation-kept' || event.problem !== undefined) return
        const info = node.state?.operations.get(event.uuid)?.operation.info
        // While the disk was waited for it may have been told to destroy them.
        const there = new Set(pathsOf(node.state?.checkpointedResources))
        if (info?.create)
          made.set(
            event.uuid,
            volumesOf(node, info).filter(({ path }) => there.has(path)),
          )
      },
      sweep: () => {
        for (const node of agents) if (node.state?.phase === 'running') check(node)
      },
    }
  },
}

const pathsOf = (given: readonly Resource[] | undefined): string[] =>
  (given ?? []).flatMap(volume => volumePath(WORK, volume) ?? [])

const volumesOf = ({ disk }: AgentNode, { create }: OfferOperation): Volume[] =>
  (create?.volumes ?? []).flatMap(volume => {
    const path = volumePath(WORK, volume)
    return path === undefined ? [] : [{ id: volume.disk!.persistence!.id, path, folder: disk.folder(path) }]
  })
