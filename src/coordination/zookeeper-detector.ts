import { isZooKeeperError, type ZooKeeperClient } from '../zookeeper/client.ts'
import { join } from '../zookeeper/paths.ts'
import type { ZooKeeperLog } from '../zookeeper/session-socket.ts'
import { type Candidate, chooseLeader } from './candidates.ts'
import type { Detector, Leader } from './detector.ts'
import { readMasterInfo } from './master-info.ts'
import { retryLost } from './zookeeper-retry.ts'

export type ZooKeeperDetectorOptions = {
  /** Opens a new session: at first, and again after each expiry. The detector closes what it opened. */
  readonly connect: () => ZooKeeperClient
  readonly folder: string
  readonly log?: ZooKeeperLog
}

/** After a failure that no event will follow, as a folder that we may not read. */
const retryMs = 2_000

/** While the connection is merely suspended the last known leader stands; when the session expires nobody is known to lead. */
export const zooKeeperDetector = ({ connect, folder, log }: ZooKeeperDetectorOptions): Detector => {
  let closed = false
  let client: ZooKeeperClient | undefined
  let told: string | undefined
  let tell: (leader: Leader) => void = () => {}

  const report = (leader: Leader): void => {
    const text = JSON.stringify(leader ?? null)
    if (closed || text === told) return
    told = text
    tell(leader)
  }

  const open = (): void => {
    const opened = connect()
    client = opened
    opened.on('state', state => {
      if (closed || client !== opened || state !== 'expired') return
      report(undefined)
      open()
    })
    look(opened)
  }

  /** One look at a time for each session; a change seen meanwhile asks for another. */
  let looking: ZooKeeperClient | undefined
  let changed = false
  let retry: NodeJS.Timeout | undefined
  const look = (at: ZooKeeperClient): void => {
    if (closed || client !== at) return
    if (looking === at) {
      changed = true
      return
    }
    looking = at
    changed = false
    detect(at, folder, () => look(at), log)
      .then(leader => client === at && report(leader))
      .catch(error => {
        if (closed || client !== at || at.state === 'expired') return
        log?.warn({ error }, 'The leader could not be detected')
        report(undefined)
        retry = setTimeout(() => look(at), retryMs)
      })
      .finally(() => {
        if (looking === at) looking = undefined
        if (changed) look(at)
      })
  }

  return {
    watch: onLeader => {
      tell = onLeader
      open()
    },
    close: async () => {
      closed = true
      clearTimeout(retry)
      await client?.close()
    },
  }
}

const detect = async (
  client: ZooKeeperClient,
  folder: string,
  again: () => void,
  log?: ZooKeeperLog,
): Promise<Leader> => {
  for (;;) {
    const names = await childrenOrNone(client, folder, again)
    const candidate = chooseLeader(names)
    if (candidate === undefined) return undefined
    const data = await dataOf(client, join(folder, candidate.name))
    if (data !== undefined) return understood(candidate, data, log)
  }
}

/** An absent folder has no candidates; the watch then tells of its making. */
const childrenOrNone = async (client: ZooKeeperClient, folder: string, again: () => void): Promise<string[]> => {
  for (;;) {
    try {
      return (await retryLost(() => client.children(folder, again))).children
    } catch (error) {
      if (!isZooKeeperError(error, 'no_node')) throw error
      if ((await retryLost(() => client.exists(folder, again))) === undefined) return []
    }
  }
}

/** `undefined`: it vanished between the look at the folder and this one. */
const dataOf = async (client: ZooKeeperClient, path: string): Promise<Buffer | undefined> => {
  try {
    return (await retryLost(() => client.get(path))).data
  } catch (error) {
    if (isZooKeeperError(error, 'no_node')) return undefined
    throw error
  }
}

/** Whoever can write to the folder can write nonsense: then nobody leads as far as we know. */
const understood = (candidate: Candidate, data: Buffer, log?: ZooKeeperLog): Leader => {
  try {
    return readMasterInfo(candidate, data)
  } catch (error) {
    log?.warn({ error }, `The leading election node ${candidate.name} can't be understood`)
    return undefined
  }
}
