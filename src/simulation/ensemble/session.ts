import type { Chance } from '../chance.ts'
import type { Hosts } from '../network/hosts.ts'
import type { Process } from '../process.ts'
import type { Timeline } from '../timeline.ts'

/** The host that stands for the whole ensemble: ZooKeeper itself does not fail here, ways to it do. */
export const ENSEMBLE = 'Z'

/** A ZooKeeper session, with what each of its two ends believes of it. */
export interface Session {
  /** The process reaches the ensemble. */
  readonly inTouch: boolean
  /** The ensemble has dropped it, and all that was ephemeral with it. */
  readonly expired: boolean
  /** The client has given it up: it was told, or has heard nothing for the whole timeout. */
  readonly givenUp: boolean
  onExpired(listener: () => void): void
  onGivenUp(listener: () => void): void
  /** In touch again, or not any more. */
  onTouch(listener: () => void): void
}

export interface SessionOptions {
  readonly timeline: Timeline
  readonly chance: Chance
  readonly hosts: Hosts
  readonly host: string
  readonly process: Process
  /** ms */
  readonly timeout: number
}

/** Neither end sees the other's clock: the client may go on for a while after the ensemble has dropped the session, and the reverse. */
export const createSession = ({ timeline, chance, hosts, host, process, timeout }: SessionOptions): Session => {
  const expiredListeners: (() => void)[] = []
  const givenUpListeners: (() => void)[] = []
  const touchListeners: (() => void)[] = []
  let inTouch = true
  let expired = false
  let givenUp = false
  let spell = 0

  const expire = () => {
    if (expired) return
    expired = true
    for (const listener of expiredListeners) listener()
    if (inTouch) tellClient()
  }
  const giveUp = () => {
    if (givenUp || !process.alive) return
    givenUp = true
    for (const listener of givenUpListeners) listener()
  }
  const tellClient = () => process.after(chance.between(5, 300), giveUp)
  const reached = () =>
    process.alive && !process.paused && !hosts.blocked(host, ENSEMBLE) && !hosts.blocked(ENSEMBLE, host)

  const look = () => {
    const now = reached()
    if (now === inTouch) return
    inTouch = now
    const current = ++spell
    if (!now) {
      timeline.after(timeout * (0.67 + chance.next() / 3), () => current === spell && expire())
      const patience = timeout * (0.67 + chance.next() * 0.6)
      timeline.after(patience, () => current === spell && process.enter(giveUp))
    } else if (expired) tellClient()
    for (const listener of touchListeners) listener()
  }
  hosts.onChange(look)
  process.onChange(look)
  inTouch = reached()
  if (!inTouch) {
    inTouch = true
    look()
  }
  return {
    get inTouch() {
      return inTouch
    },
    get expired() {
      return expired
    },
    get givenUp() {
      return givenUp
    },
    onExpired: listener => void expiredListeners.push(listener),
    onGivenUp: listener => void givenUpListeners.push(listener),
    onTouch: listener => void touchListeners.push(listener),
  }
}
