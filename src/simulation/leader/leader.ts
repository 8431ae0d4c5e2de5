import type { Effect } from '../../daemons/master/effects.ts'
import type { Event } from '../../daemons/master/events.ts'
import { createIntake } from '../../daemons/master/intake.ts'
import { masterInfo } from '../../daemons/master/master-info.ts'
import { newState } from '../../daemons/master/new-state.ts'
import type { MasterState, Settings } from '../../daemons/master/state.ts'
import { step as realStep } from '../../daemons/master/transitions/index.ts'
import { createAuthenticator } from '../../mesos/libprocess/authenticator.ts'
import { createMailbox } from '../../runtime/mailbox.ts'
import type { Surroundings } from '../cluster.ts'
import { followerCredential } from '../credential.ts'
import { createStore } from '../ensemble/store.ts'
import type { Wire } from '../network/connection.ts'
import { createSimulatedPeers, type Letter } from '../network/peers.ts'
import { createFuse, type SimulatedNode } from '../node.ts'
import { createProcess, type Process } from '../process.ts'
import { clockOf } from '../process-clock.ts'
import { silentLog } from '../silent-log.ts'
import { subjectsOf } from '../subjects.ts'
import { createDoor } from './door.ts'
import { createLeaderPerformer } from './perform.ts'
import { createSimulatedRegistrar } from './registrar.ts'

export type Step = typeof realStep

export interface LeaderNode extends SimulatedNode {
  /** `ip:port` */
  readonly address: string
  /** Of its present life; undefined: it is down. */
  readonly state: MasterState | undefined
  /** Its number in the election of this life. */
  readonly election: number
}

/** How long a supervisor takes to start it again, ms. */
const RESTART = [200, 3_000] as const

/** A master: its own transitions and mailbox, everything around them simulated. `step`: another than the real one, to try the checks. */
export const createLeader = (
  all: Surroundings,
  index: number,
  settings: Settings,
  step: Step = realStep,
): LeaderNode => {
  const { timeline, chance, network, ensemble, trace, watch } = all
  const name = `L${index}`
  const ip = `10.0.0.${index + 1}`
  const address = `${ip}:5050`
  const fuse = createFuse()
  let process: Process = createProcess(timeline)
  let state: MasterState | undefined
  let election = 0

  const live = (): void => {
    const own = createProcess(timeline)
    process = own
    const info = masterInfo({ id: chance.uuid(), ip, port: 5050, hostname: `leader-${index}`, version: '1.11.0' })
    const now = () => timeline.now + node.skew
    const life = newState(info, settings, chance.words(), now())
    state = life

    const transition = (current: MasterState, event: Event): Effect[] => {
      const effects = step(current, event, now())
      trace.add(name, event.kind, () => subjectsOf(event))
      watch.leaderStepped(node, event, effects)
      fuse.begin(effects.length)
      return effects
    }
    const perform = (effect: Effect) => {
      if (!own.alive) return
      if (fuse.burnt()) return node.crash()
      performer(effect)
    }
    const clock = { now, after: () => () => {} }
    const onBug = (error: unknown) => watch.threw(node, error)
    const mailbox = createMailbox<MasterState, Event, Effect>({
      state: life,
      transition,
      perform,
      clock,
      log: silentLog,
      onBug,
    })
    const post = (event: Event) => {
      if (own.alive) mailbox.post(event)
    }

    const peers = createSimulatedPeers({ network, host: name, self: address, process: own, now: () => timeline.now })
    const authenticator = createAuthenticator({
      send: peers.sendNamed,
      relink: peers.relink,
      secretsOf: principal => (principal === followerCredential.principal ? [followerCredential.secret] : []),
      clock: clockOf(own, now),
      random: chance,
      hostname: name,
      timeoutMs: 15_000,
    })
    const door = createDoor(life, post, chance)
    const intake = createIntake({ state: life, post, authenticator, count: () => {}, log: silentLog })
    const candidacy = ensemble.contend(name, own, info, what =>
      post(what === 'won' ? { kind: 'elected' } : { kind: 'leadership-lost', reason: 'session-expired' }),
    )
    election = candidacy.number
    const store = createStore({ timeline, chance, ensemble, candidacy, process: own })
    const registrar = createSimulatedRegistrar(store, post)
    const exit = () => node.crash()
    const performer = createLeaderPerformer({ process: own, peers, door, registrar, post, exit })
    ensemble.watch(name, own, leader => post({ kind: 'leader-detected', ...(leader && { leader }) }))
    network.listen(name, address, wire => accept(wire, own, door, intake))
  }

  const node: LeaderNode = {
    name,
    address,
    skew: 0,
    get up() {
      return process.alive && state !== undefined
    },
    get process() {
      return process
    },
    get state() {
      return state
    },
    get election() {
      return election
    },
    start: () => {
      if (state === undefined) live()
    },
    crash: () => {
      if (state === undefined) return
      state = undefined
      trace.add(name, 'process ends')
      process.kill()
      network.crash(name)
      timeline.after(chance.between(...RESTART), () => node.start())
    },
    crashAmid: effects => fuse.light(effects),
  }
  return node
}

/** Letters and HTTP requests come in at the same port. */
const accept = (
  wire: Wire,
  process: Process,
  door: ReturnType<typeof createDoor>,
  intake: ReturnType<typeof createIntake>,
) => {
  const http = door.accept(wire)
  return {
    receive: (payload: unknown) =>
      process.enter(() => {
        const letter = payload as Letter
        if (letter.kind !== 'letter') return http.receive(payload)
        intake(letter.to, letter.from, letter.name, letter.body)
      }),
    closed: () => process.enter(http.closed),
  }
}
