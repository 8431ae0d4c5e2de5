import { openCandidacy } from '../../../coordination/open-candidacy.ts'
import { openDetector } from '../../../coordination/open-detector.ts'
import type { StateStore } from '../../../coordination/state-store.ts'
import type { MasterInfo } from '../../../mesos/messages/agent-info.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Event } from '../events.ts'
import { memoryStore } from './memory-store.ts'

export interface CandidateOptions {
  readonly info: MasterInfo
  readonly zk?: string
  readonly sessionTimeoutMs: number
  /** `--registry=in_memory` */
  readonly inMemory: boolean
  /** Of the embedded registry. */
  readonly workDir: string
  readonly post: (event: Event) => void
  readonly log: Logger
}

export interface Candidate {
  /** Enters the election and watches who leads. */
  stand(): Promise<void>
  /** After the election is won. */
  openStore(): StateStore
  /** The next one wins at once. */
  withdraw(): Promise<void>
}

/** Our part in the election; without ZooKeeper we are the only one. */
export const createCandidate = (options: CandidateOptions): Candidate => {
  const { info, zk, sessionTimeoutMs, inMemory, workDir, post } = options
  const log = forZooKeeper(options.log)
  const candidacy = openCandidacy({ zk, workDir, writer: info.id, sessionTimeoutMs, log })
  let node: string | undefined
  let closeDetector = async () => {}

  const watch = async () => {
    if (zk === undefined) return post({ kind: 'leader-detected', leader: info })
    const detector = await openDetector({ address: zk, sessionTimeoutMs, log })
    closeDetector = () => detector.close()
    detector.watch(leader => post({ kind: 'leader-detected', leader }))
  }

  return {
    stand: async () => {
      await watch()
      await candidacy.contender.contend(info, event => {
        node = 'node' in event ? event.node : node
        if (event.kind === 'won') post({ kind: 'elected' })
        if (event.kind === 'lost' && event.reason !== 'withdrawn')
          post({ kind: 'leadership-lost', reason: event.reason })
      })
    },
    openStore: () => (inMemory ? memoryStore() : candidacy.registry(node)),
    withdraw: async () => {
      await closeDetector()
      await candidacy.contender.withdraw()
      await candidacy.close()
    },
  }
}

const forZooKeeper = (log: Logger) => ({
  info: (fields: object, message: string) => log.info(message, fields as Record<string, unknown>),
  warn: (fields: object, message: string) => log.warning(message, fields as Record<string, unknown>),
})
