import type { MasterInfo } from '../mesos/messages/agent-info.ts'
import { isZooKeeperError, type ZooKeeperClient } from '../zookeeper/client.ts'
import { join, nameOf } from '../zookeeper/paths.ts'
import { chooseLeader, parseCandidate } from './candidates.ts'
import type { CandidacyEvent, Contender, LostReason } from './contender.ts'
import { masterInfoBytes } from './master-info.ts'
import { retryLost } from './zookeeper-retry.ts'

export type ZooKeeperContenderOptions = {
  /** Its access list is what nodes get: with credentials creatorAllWorldRead. Not closed by us. */
  readonly client: ZooKeeperClient
  /** Where the election is held, as "/mesos"; made if absent. */
  readonly folder: string
}

const prefix = 'json.info_'

export const zooKeeperContender = ({ client, folder }: ZooKeeperContenderOptions): Contender => {
  let node: string | undefined
  let over = false
  let tell: (event: CandidacyEvent) => void = () => {}

  const lost = (reason: LostReason): void => {
    if (over) return
    over = true
    tell({ kind: 'lost', reason })
  }

  /** Until our node has the lowest number; then it keeps it, since later nodes get higher ones. */
  const watchElection = async (): Promise<void> => {
    if (over || node === undefined) return
    const { children } = await retryLost(() => client.children(folder, again))
    if (over) return
    if (chooseLeader(children)?.name !== nameOf(node)) return
    won()
  }
  let hasWon = false
  const won = (): void => {
    if (hasWon) return
    hasWon = true
    tell({ kind: 'won', node })
  }
  const again = (): void => {
    if (!hasWon) watchElection().catch(failed)
  }

  const watchNode = async (): Promise<void> => {
    if (over || node === undefined) return
    const own = node
    const stat = await retryLost(() => client.exists(own, () => watchNode().catch(failed)))
    if (stat === undefined) lost('node-vanished')
  }

  /** Without its watches a candidacy can't be vouched for; why they failed is the session's end, or as bad. */
  const failed = (): void => lost('session-expired')

  return {
    contend: async (master, onEvent) => {
      tell = onEvent
      await retryLost(() => client.mkdirp(folder))
      node = await enter(client, folder, master)
      client.on('state', state => {
        if (state === 'expired' || state === 'auth-failed' || state === 'closed') lost('session-expired')
      })
      tell({ kind: 'entered', node })
      await watchNode()
      await watchElection()
    },
    withdraw: async () => {
      const own = node
      lost('withdrawn')
      if (own === undefined) return
      await retryLost(() => client.remove(own)).catch(error => {
        if (!isZooKeeperError(error, 'no_node') && !isZooKeeperError(error, 'session_expired')) throw error
      })
    },
  }
}

/** A create whose answer was lost may have happened; a second node would be a ghost candidate that never withdraws. */
const enter = async (client: ZooKeeperClient, folder: string, master: MasterInfo): Promise<string> => {
  for (;;) {
    try {
      return await client.create(join(folder, prefix), masterInfoBytes(master), { mode: 'ephemeral-sequential' })
    } catch (error) {
      if (!isZooKeeperError(error, 'connection_loss')) throw error
      const entered = await retryLost(() => ownNode(client, folder))
      if (entered !== undefined) return entered
    }
  }
}

const ownNode = async (client: ZooKeeperClient, folder: string): Promise<string | undefined> => {
  await client.sync(folder)
  const { children } = await client.children(folder)
  for (const name of children.filter(each => parseCandidate(each)?.label === 'json')) {
    const stat = await client.exists(join(folder, name))
    if (stat?.ephemeralOwner === client.sessionId) return join(folder, name)
  }
  return undefined
}
