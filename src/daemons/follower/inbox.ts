import type { Authenticatee } from '../../mesos/libprocess/authenticatee.ts'
import type { Logger } from '../../runtime/logger.ts'
import type { Event } from './events.ts'
import { eventOf } from './messages.ts'

export interface InboxOptions {
  readonly authenticatee: Authenticatee
  readonly post: (event: Event) => void
  readonly log: Logger
  /** What to wait for before more is brought; `undefined`: nothing. */
  readonly room: () => Promise<void> | undefined
}

/** How long messages may be handled before others, pings among them, get their turn. */
const sliceMillis = 10

/** Takes libprocess messages in the order of their coming; a thousand launches at once are handled in slices, a hundred thousand as the disk takes them. */
export const createInbox = ({ authenticatee, post, log, room }: InboxOptions) => {
  let waiting: Event[] = []
  let planned = false

  const handle = () => {
    planned = false
    const end = performance.now() + sliceMillis
    let done = 0
    while (done < waiting.length && performance.now() < end && room() === undefined) post(waiting[done++]!)
    waiting = waiting.slice(done)
    if (waiting.length > 0) plan()
  }
  const plan = () => {
    if (planned) return
    planned = true
    const full = room()
    if (full === undefined) setImmediate(handle)
    else void full.then(() => setImmediate(handle))
  }

  return (to: string, from: string, name: string, value: unknown): boolean => {
    if (authenticatee.receive(to, from, name, value)) return true
    if (to !== 'slave(1)') return false
    const event = eventOf(name, from, value)
    if (event === undefined) {
      log.warning(`ignored the message ${name} from ${from}`)
    } else if (event.kind === 'ping') {
      post(event)
    } else {
      waiting.push(event)
      plan()
    }
    return true
  }
}
