import type { Surroundings } from '../cluster.ts'
import { createFuse, type SimulatedNode } from '../node.ts'
import { createProcess, type Process } from '../process.ts'
import { subjectsOf } from '../subjects.ts'
import type { Driver, DriverWorld } from './driver.ts'
import { httpDriver } from './http-driver.ts'
import { oldDriver } from './old-driver.ts'
import { windUp } from './persistence.ts'
import { react } from './react.ts'
import { newScheduler, type Profile, type SchedulerInput, type SchedulerOutput, type SchedulerState } from './state.ts'

export interface FrameworkNode extends SimulatedNode {
  readonly state: SchedulerState
  /** Told while the run winds up. */
  settle(): void
}

const RESTART = [500, 8_000] as const

/** A scheduler, and how it speaks with leaders. */
export const createFramework = (all: Surroundings, index: number, profile: Profile): FrameworkNode => {
  const { timeline, chance, network, ensemble, trace, watch } = all
  const name = `F${index}`
  const own = chance.fork()
  const fuse = createFuse()
  let process: Process = createProcess(timeline)
  let state = newScheduler(profile)
  let running = false
  let lives = 0

  const live = (): void => {
    const life = createProcess(timeline)
    process = life
    state = newScheduler(profile, state)
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
    const driver = driverFor(node, { name, network, process: life, state, input })
    const perform = (output: SchedulerOutput): void => {
      switch (output.kind) {
        case 'connect':
          return driver.connect(output.address, output.call)
        case 'hang-up':
          return driver.hangUp()
        case 'call':
          return driver.call(output.call)
        case 'after':
          return life.after(output.ms, () => input(output.next))
      }
    }
    input({ kind: 'started' })
    ensemble.watch(name, life, leader =>
      input({ kind: 'leader', ...(leader && { address: `${leader.address!.ip}:${leader.port}` }) }),
    )
  }

  /** Each life of an old-style one has an address of its own; some change over, and back. */
  const driverFor = ({ skew }: SimulatedNode, world: DriverWorld): Driver => {
    lives += 1
    const { style } = profile
    const old = style === 'old' || style === 'plain' || (style === 'changing' && own.happens(0.5))
    const self = `10.250.${Math.floor(index / 250)}.${(index % 250) + 1}:${20_000 + (lives % 40_000)}`
    return old ? oldDriver(world, self, style !== 'old', () => timeline.now + skew) : httpDriver(world)
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
