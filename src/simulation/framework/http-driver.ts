import { Call } from '../../mesos/messages/scheduler.ts'
import type { Answer, Request } from '../leader/door.ts'
import type { Wire } from '../network/connection.ts'
import { copyAs } from '../network/copy.ts'
import type { Ears } from '../network/network.ts'
import type { Driver, DriverWorld } from './driver.ts'

/** Two connections: one for its stream, one for its calls. */
export const httpDriver = ({ name, network, process, state, input }: DriverWorld): Driver => {
  let stream: Wire | undefined
  let calls: Wire | undefined
  let address = ''
  let number = 0

  const hear = (wire: Wire, payload: unknown) => {
    if (wire !== stream) return
    const answer = payload as Answer
    if (answer.kind === 'stream') input(answer)
    if (answer.kind === 'event') input(answer)
  }
  const hangUp = () => {
    stream?.close()
    calls?.close()
    stream = undefined
    calls = undefined
  }
  const dial = (ears: (wire: Wire) => Ears): Wire => {
    const wire: Wire = network.dial(name, address, {
      receive: payload => process.enter(() => ears(wire).receive(payload)),
      closed: () => process.enter(() => ears(wire).closed()),
    })
    return wire
  }
  return {
    connect: (leader, call) => {
      hangUp()
      address = leader
      stream = dial(wire => ({
        receive: payload => hear(wire, payload),
        closed: () => {
          if (wire !== stream) return
          hangUp()
          input({ kind: 'disconnected' })
        },
      }))
      stream.send({ kind: 'subscribe', call: copyAs(Call, call) } satisfies Request)
    },
    hangUp,
    call: call => {
      const { streamId } = state
      if (streamId === undefined || stream === undefined) return
      calls ??= dial(wire => ({
        receive: () => {},
        closed: () => {
          if (wire === calls) calls = undefined
        },
      }))
      calls.send({ kind: 'call', number: number++, streamId, call: copyAs(Call, call) } satisfies Request)
    },
  }
}
