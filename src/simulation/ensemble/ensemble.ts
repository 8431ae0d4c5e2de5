import type { MasterInfo } from '../../mesos/messages/agent-info.ts'
import type { Chance } from '../chance.ts'
import type { Hosts } from '../network/hosts.ts'
import type { Process } from '../process.ts'
import type { Timeline } from '../timeline.ts'
import { createRegistry, type Registry } from './registry.ts'
import { createSession, type Session } from './session.ts'

export interface Candidacy {
  /** Its number in the election; the lowest leads. */
  readonly number: number
  readonly session: Session
  /** Its node stands. */
  readonly stands: boolean
}

export interface Ensemble {
  readonly registry: Registry
  /** What the election says now. */
  leader(): { readonly number: number; readonly info: MasterInfo } | undefined
  contend(host: string, process: Process, info: MasterInfo, heard: (what: 'won' | 'lost') => void): Candidacy
  /** Tells who leads, first and after each change, as coordination/zookeeper-detector.ts does. */
  watch(host: string, process: Process, tell: (leader: MasterInfo | undefined) => void): void
}

interface Node {
  readonly number: number
  readonly info: MasterInfo
  readonly session: Session
  won: boolean
}

export const createEnsemble = (options: {
  readonly timeline: Timeline
  readonly chance: Chance
  readonly hosts: Hosts
  readonly sessionTimeout: number
}): Ensemble => {
  const { timeline, chance, hosts, sessionTimeout: timeout } = options
  const nodes: Node[] = []
  const changes: (() => void)[] = []
  let count = 0
  const open = (host: string, process: Process) => createSession({ timeline, chance, hosts, host, process, timeout })
  const changed = () => {
    for (const listener of [...changes]) listener()
  }

  return {
    registry: createRegistry(),
    leader: () => nodes[0],
    contend: (host, process, info, heard) => {
      const session = open(host, process)
      const node: Node = { number: ++count, info, session, won: false }
      nodes.push(node)
      const leave = () => {
        const at = nodes.indexOf(node)
        if (at < 0) return
        nodes.splice(at, 1)
        changed()
      }
      const look = () => {
        if (node.won || !process.alive || nodes[0] !== node || !session.inTouch) return
        node.won = true
        process.after(chance.between(1, 200), () => session.givenUp || heard('won'))
      }
      session.onExpired(leave)
      session.onGivenUp(() => heard('lost'))
      session.onTouch(look)
      changes.push(look)
      process.onChange(() => {
        if (!process.alive) changes.splice(changes.indexOf(look), 1)
      })
      changed()
      return {
        number: node.number,
        session,
        get stands() {
          return nodes.includes(node)
        },
      }
    },
    watch: (host, process, tell) => {
      let told: string | undefined
      let session = open(host, process)
      const report = (leader: MasterInfo | undefined) => {
        if (leader?.id === told) return
        told = leader?.id
        tell(leader)
      }
      let planned = false
      const look = () => {
        if (planned || !session.inTouch) return
        planned = true
        process.after(chance.between(1, 300), () => {
          planned = false
          if (session.inTouch && !session.givenUp) report(nodes[0]?.info)
        })
      }
      const begin = (opened: Session) => {
        session = opened
        opened.onTouch(() => opened === session && look())
        opened.onGivenUp(() => {
          if (opened !== session) return
          report(undefined)
          begin(open(host, process))
        })
        look()
      }
      begin(session)
      changes.push(look)
      process.onChange(() => {
        if (!process.alive) changes.splice(changes.indexOf(look), 1)
      })
    },
  }
}
