import { type Candidacy, openCandidacy } from '../../../coordination/open-candidacy.ts'
import { openDetector } from '../../../coordination/open-detector.ts'
import type { StateStore } from '../../../coordination/state-store.ts'
import { MantlError } from '../../../errors.ts'
import type { MasterInfo } from '../../../mesos/messages/agent-info.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Event } from '../events.ts'
import { memoryStore } from './memory-store.ts'

export interface CandidateOptions {
  readonly info: MasterInfo
  readonly zk?: string
  /** `user:secret` of logins before that of `zk`. */
  readonly earlier?: readonly string[]
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
  const { info, zk, earlier, sessionTimeoutMs, inMemory, workDir, post } = options
  const log = forZooKeeper(options.log)
  let candidacy: Candidacy | undefined
  let node: string | undefined
  let closeDetector = async () => {}

  const watch = async () => {
    if (zk === undefined) return post({ kind: 'leader-detected', leader: info })
    const detector = await openDetector({ address: zk, sessionTimeoutMs, log })
    closeDetector = () => detector.close()
    detector.watch(leader => post({ kind: 'leader-detected', leader }))
  }

  /** Who only stands by has nothing to give up when its session ends: it stands again, with a new one. */
  const contend = async (): Promise<void> => {
    const own = openCandidacy({ zk, earlier, workDir, writer: info.id, sessionTimeoutMs, log })
    candidacy = own
    let won = false
    let over = false
    const lost = (reason: string) => {
      if (over || candidacy !== own) return
      over = true
      if (won) return post({ kind: 'leadership-lost', reason })
      options.log.warning('the candidacy is lost; standing again', { reason })
      again(own).catch(error => post({ kind: 'leadership-lost', reason: (error as Error).message }))
    }
    try {
      await own.contender.contend(info, event => {
        if (event.kind === 'lost') return event.reason === 'withdrawn' ? undefined : lost(event.reason)
        node = event.node
        if (event.kind === 'entered') return
        won = true
        post({ kind: 'elected' })
      })
    } catch (error) {
      if (!(error instanceof MantlError) || error.code !== 'zookeeper.session_expired') throw error
      lost('session-expired')
    }
  }

  const again = async (old: Candidacy) => {
    await old.close()
    if (candidacy === old) await contend()
  }

  return {
    stand: async () => {
      await watch()
      await contend()
    },
    openStore: () => (inMemory ? memoryStore() : candidacy!.registry(node)),
    withdraw: async () => {
      const last = candidacy
      candidacy = undefined
      await closeDetector()
      await last?.contender.withdraw()
      await last?.close()
    },
  }
}

const forZooKeeper = (log: Logger) => ({
  info: (fields: object, message: string) => log.info(message, fields as Record<string, unknown>),
  warn: (fields: object, message: string) => log.warning(message, fields as Record<string, unknown>),
})
