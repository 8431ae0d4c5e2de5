import { Call } from '../../mesos/messages/scheduler.ts'
import type { Surroundings } from '../cluster.ts'
import type { Answer, Request } from '../leader/door.ts'
import type { Wire } from '../network/connection.ts'
import { copyAs } from '../network/copy.ts'
import { createFuse, type SimulatedNode } from '../node.ts'
import { createProcess, type Process } from '../process.ts'
import { subjectsOf } from '../subjects.ts'
import { windUp } from './persistence.ts'
import { react } from './react.ts'
import { newScheduler, type Profile, type SchedulerInput, type SchedulerOutput, type SchedulerState } from './state.ts'

export interface FrameworkNode extends SimulatedNode {
  readonly state: SchedulerState
  /** Told while the run winds up. */
  settle(): void
}

const RESTART = [500, 8_000] as const

/** A scheduler with its two connections: one for its stream, one for its calls. */
export const createFramework = (all: Surroundings, index: number, profile: Profile): FrameworkNode => {
  const { timeline, chance, network, ensemble, trace, watch } = all
  const name = `F${index}`
  const own = chance.fork()
  const fuse = createFuse()
  let process: Process = createProcess(timeline)
  let state = newScheduler(profile)
  let running = false

  const live = (): void => {
    const life = createProcess(timeline)
    process = life
    state = newScheduler(profile, state)
    let stream: Wire | undefined
    let calls: Wire | undefined
    let address = ''
    let number = 0

    const input = (event: SchedulerInput) => {
      if (!life.alive) return
      const outputs = react(state, event, timeline.now + node.skew, own)
      trace.add(name, event.kind === 'event' ? `${event.event.type}` : event.kind, () => subjectsOf(event))
      watch.frameworkStepped(node, event, outputs)
      fuse.begin(outputs.length)
      for (const output of outputs) {
        if (!life.alive) return
        if (fuse.burnt()) return node.crash()
        perform(output)
      }
    }
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
    const dial = (ears: (wire: Wire) => { receive(payload: unknown): void; closed(): void }): Wire => {
      const wire: Wire = network.dial(name, address, {
        receive: payload => life.enter(() => ears(wire).receive(payload)),
        closed: () => life.enter(() => ears(wire).closed()),
      })
      return wire
    }
    const perform = (output: SchedulerOutput): void => {
      switch (output.kind) {
        case 'connect': {
          hangUp()
          address = output.address
          stream = dial(wire => ({
            receive: payload => hear(wire, payload),
            closed: () => {
              if (wire !== stream) return
              hangUp()
              input({ kind: 'disconnected' })
            },
          }))
          return stream.send({ kind: 'subscribe', call: copyAs(Call, output.call) } satisfies Request)
        }
        case 'hang-up':
          return hangUp()
        case 'call': {
          if (state.streamId === undefined || stream === undefined) return
          calls ??= dial(wire => ({
            receive: () => {},
            closed: () => {
              if (wire === calls) calls = undefined
            },
          }))
          const { streamId } = state
          return calls.send({
            kind: 'call',
            number: number++,
            streamId,
            call: copyAs(Call, output.call),
          } satisfies Request)
        }
        case 'after':
          return life.after(output.ms, () => input(output.next))
      }
    }
    input({ kind: 'started' })
    ensemble.watch(name, life, leader =>
      input({ kind: 'leader', ...(leader && { address: `${leader.address!.ip}:${leader.port}` }) }),
    )
  }

  const node: FrameworkNode = {
    name,
    skew: 0,
    get up() {
      return running
    },
    get process() {
      return process
    },
    get state() {
      return state
    },
    start: () => {
      if (running) return
      running = true
      live()
    },
    crash: () => {
      if (!running) return
      running = false
      trace.add(name, 'process ends')
      process.kill()
      network.crash(name)
      timeline.after(chance.between(...RESTART), () => node.start())
    },
    crashAmid: effects => fuse.light(effects),
    settle: () => windUp(state),
  }
  return node
}
