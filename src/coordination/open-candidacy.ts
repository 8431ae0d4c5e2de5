import { join } from 'node:path'
import { MantlError } from '../errors.ts'
import { creatorAll, openAcl } from '../zookeeper/acl.ts'
import type { ZooKeeperClient } from '../zookeeper/client.ts'
import type { ZooKeeperLog } from '../zookeeper/session-socket.ts'
import { digestLogin, parseZooKeeperUrl } from '../zookeeper/url.ts'
import { closeFolder } from './close-folder.ts'
import type { Contender } from './contender.ts'
import { embeddedContender } from './embedded-contender.ts'
import { embeddedStateStore } from './embedded-state-store.ts'
import { connectFor } from './open-detector.ts'
import type { StateStore } from './state-store.ts'
import { zooKeeperContender } from './zookeeper-contender.ts'
import { zooKeeperStateStore } from './zookeeper-state-store.ts'

/** What one master needs to be elected and to keep its registry, over one session. */
export type Candidacy = {
  readonly contender: Contender
  /** `node`: as `won` told it. The store is the caller's to close. */
  registry(node: string | undefined): StateStore
  /** Ends the session; a candidacy that still stands is lost by it. */
  close(): Promise<void>
}

export type OpenCandidacyOptions = {
  /** --zk's value; absent: the embedded kinds, with the registry in `workDir`, which must exist. */
  readonly zk?: string
  /** `user:secret` of logins that ours takes the place of: nodes may belong to them still. */
  readonly earlier?: readonly string[]
  readonly workDir: string
  /** Names this process among all masters, for ever: a random UUID, as the master's id. */
  readonly writer: string
  readonly sessionTimeoutMs?: number
  readonly log?: ZooKeeperLog
}

/** Throws 'zookeeper.bad_url'. */
export const openCandidacy = ({
  zk,
  earlier = [],
  workDir,
  writer,
  sessionTimeoutMs,
  log,
}: OpenCandidacyOptions): Candidacy => {
  if (zk === undefined) {
    return {
      contender: embeddedContender(),
      registry: () => embeddedStateStore(join(workDir, 'registry.db')),
      close: async () => {},
    }
  }
  const url = parseZooKeeperUrl(zk)
  const client = connectFor(url, { sessionTimeoutMs, log, earlier: earlier.map(digestLogin) })
  const acl = url.auth ? creatorAll : openAcl
  return {
    contender: url.auth ? closedFirst(client, url.chroot) : zooKeeperContender({ client, folder: url.chroot }),
    registry: node => {
      if (node === undefined) throw new MantlError('registry.fenced', 'The registry is opened without an election won')
      return zooKeeperStateStore({ client, folder: url.chroot, electionNode: node, acl, writer })
    },
    close: () => client.close(),
  }
}

const closedFirst = (client: ZooKeeperClient, folder: string): Contender => {
  const contender = zooKeeperContender({ client, folder })
  return {
    ...contender,
    contend: async (master, onEvent) => {
      await closeFolder(client, folder)
      await contender.contend(master, onEvent)
    },
  }
}
