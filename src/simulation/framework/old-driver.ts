import type { Call, Event } from '../../mesos/messages/scheduler.ts'
import { createSimulatedPeers, type Letter } from '../network/peers.ts'
import type { Driver, DriverWorld } from './driver.ts'
import { eventIn } from './old-events.ts'
import { letterFor, subscription } from './old-letters.ts'

/** ms between two attempts to register. */
const RETRY = 2_000

/**
 * A driver over libprocess, as frameworks had before the HTTP API: its address is one of its own life. `plain`: it says what it can in the messages of
 * before the scheduler API. Unlike the C++ one it registers again when its connection breaks or nothing is heard, as good ones do.
 */
export const oldDriver = (
  { name, network, process, input }: DriverWorld,
  self: string,
  plain: boolean,
  now: () => number,
): Driver => {
  const peers = createSimulatedPeers({ network, host: name, self, process, now })
  const own = `scheduler(1)`
  let master: string | undefined
  let unlink = () => {}
  let registered = false
  let everRegistered = false
  let attempts = 0

  const say = ({ name: message, body }: { readonly name: string; readonly body: object }) => {
    if (master !== undefined) peers.sendNamed(own, master, message, body)
  }
  const hear = (event: Event) => {
    if (event.type === 'SUBSCRIBED') {
      registered = true
      everRegistered = true
    }
    input({ kind: 'event', event })
  }
  const register = (call: Call, attempt: number) => {
    if (attempt !== attempts || registered || master === undefined) return
    say(subscription(call, { plain, failover: !everRegistered }))
    process.after(RETRY, () => {
      // Whoever does not answer may have a connection that is dead.
      if (attempt === attempts && !registered && master !== undefined) peers.relink(master)
      register(call, attempt)
    })
  }
  const hangUp = () => {
    if (registered && everRegistered) say(goodbye)
    attempts += 1
    registered = false
    unlink()
    unlink = () => {}
    master = undefined
  }
  let goodbye: { readonly name: string; readonly body: object } = { name: '', body: {} }

  network.listen(name, self, () => ({
    receive: payload =>
      process.enter(() => {
        const { from, name: message, body } = payload as Letter
        const event = from === master ? eventIn(message, body) : undefined
        if (event) hear(event)
      }),
    closed: () => {},
  }))
  return {
    connect: (address, call) => {
      attempts += 1
      registered = false
      unlink()
      master = `master@${address}`
      const mine = attempts
      unlink = peers.link(master, () => {
        if (mine === attempts) input({ kind: 'disconnected' })
      })
      register(call, mine)
    },
    hangUp,
    call: call => {
      if (!registered) return
      goodbye = { name: 'mesos.internal.DeactivateFrameworkMessage', body: { framework_id: call.framework_id! } }
      say(letterFor(call, plain))
    },
  }
}
