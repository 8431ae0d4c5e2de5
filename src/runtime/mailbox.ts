import type { Clock } from './clock.ts'
import { daemonExit } from './exit-codes.ts'
import type { Logger } from './logger.ts'

export interface Mailbox<Event> {
  /** Handles the event now, or after the one that is being handled. Never throws. */
  post(event: Event): void
  /** Events that wait. */
  readonly length: number
}

export interface MailboxOptions<State, Event, Effect> {
  readonly state: State
  /** PURE: may change the state it is handed, and returns what is to be done. */
  readonly transition: (state: State, event: Event, now: number) => readonly Effect[]
  /** Carries one effect out; a promise is not waited for. An error is logged with the effect's kind, nothing more. */
  readonly perform: (effect: Effect) => unknown
  readonly clock: Clock
  readonly log: Logger
  /** What to do when a transition threw; by default the process exits with `daemonExit.bug`. */
  readonly onBug?: (error: unknown) => void
}

interface Kinded {
  readonly kind: string
}

/**
 * Hands events one at a time to the transition and its effects, in order, to the performer. The effects of an event
 * are performed before the next event is looked at; a performer may post, its event then waits its turn.
 */
export const createMailbox = <State, Event extends Kinded, Effect extends Kinded>(
  options: MailboxOptions<State, Event, Effect>,
): Mailbox<Event> => {
  const { state, transition, perform, clock, log, onBug = () => process.exit(daemonExit.bug) } = options
  let waiting: Event[] = []
  let running = false
  let broken = false

  const handle = (event: Event) => {
    let effects: readonly Effect[]
    try {
      effects = transition(state, event, clock.now())
    } catch (error) {
      broken = true
      log.fatal(`the transition of ${event.kind} threw, so the state can't be trusted`, { event: event.kind, error })
      return onBug(error)
    }
    for (const effect of effects) performOne(effect)
  }

  const performOne = (effect: Effect) => {
    const failed = (error: unknown) => log.error(`performing ${effect.kind} failed`, { effect: effect.kind, error })
    try {
      const result = perform(effect)
      if (result instanceof Promise) result.catch(failed)
    } catch (error) {
      failed(error)
    }
  }

  const drain = () => {
    running = true
    while (waiting.length > 0 && !broken) {
      const batch = waiting
      waiting = []
      for (const event of batch) if (!broken) handle(event)
    }
    running = false
  }

  return {
    post: event => {
      if (broken) return
      waiting.push(event)
      if (!running) drain()
    },
    get length() {
      return waiting.length
    },
  }
}
