import type { Event } from '../../daemons/master/events.ts'
import type { Surroundings } from '../cluster.ts'
import type { Answer, Request } from '../leader/door.ts'
import type { Wire } from '../network/connection.ts'
import { createProcess } from '../process.ts'

export interface Asking {
  readonly answered?: (status: number) => void
  /** An answer after which it is tried again. */
  readonly again?: (status: number, body?: string) => boolean
  /** At most so many times. */
  readonly tries?: number
}

/** Asks whoever leads, until it is answered: 200, or a refusal that is final. */
export interface Operator {
  /** `event`: what the call becomes at the leader's border. */
  ask(what: string, event: (request: number) => Event, asking?: Asking): void
  /** What is not answered yet is not asked again. */
  giveUp(): void
}

const HOST = 'O'
const PATIENCE = 10_000
const PAUSE = 2_000

export const createOperator = ({ timeline, network, ensemble, trace }: Surroundings): Operator => {
  const process = createProcess(timeline)
  let address: string | undefined
  let count = 0
  let era = 0
  ensemble.watch(HOST, process, leader => {
    address = leader && `${leader.address!.ip}:${leader.port}`
  })
  const ask: Operator['ask'] = (what, event, asking = {}) => {
    const { tries = Number.POSITIVE_INFINITY } = asking
    if (tries <= 0) return
    const number = ++count
    const own = era
    let over = false
    let wire: Wire | undefined
    const again = () => {
      if (over) return
      over = true
      wire?.close()
      process.after(PAUSE, () => own === era && ask(what, event, { ...asking, tries: tries - 1 }))
    }
    if (address === undefined) return again()
    trace.add(HOST, what)
    wire = network.dial(HOST, address, {
      receive: payload => {
        const answer = payload as Answer
        if (over || answer.kind !== 'answer' || answer.number !== number) return
        trace.add(HOST, `${what}: ${answer.status} ${answer.body ?? ''}`.trimEnd())
        if (answer.status === 503 || asking.again?.(answer.status, answer.body)) return again()
        over = true
        wire?.close()
        asking.answered?.(answer.status)
      },
      closed: again,
    })
    wire.send({ kind: 'operate', number, event } satisfies Request)
    process.after(PATIENCE, again)
  }
  return { ask, giveUp: () => void era++ }
}
