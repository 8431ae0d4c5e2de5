import type { EndRecord } from '../../daemons/follower/containerizer/launcher/records.ts'
import type { LaunchOrder } from '../../daemons/follower/effects.ts'
import type { Chance } from '../chance.ts'
import type { Timeline } from '../timeline.ts'

/** A container's first process, which outlives the follower. */
export interface Running {
  readonly order: LaunchOrder
  readonly pid: number
  /** ms. */
  readonly startTime: number
  /** Set when it has ended: its shim has written it down. */
  record?: EndRecord
}

/** What a command of the simulation does: written as `run DURATION EXIT REACTION ID`, in ms; EXIT is its status, REACTION what it does on SIGTERM. */
export interface Behaviour {
  /** ms; absent: until it is killed. */
  readonly duration?: number
  readonly exit: number
  /** ms from SIGTERM to its end. */
  readonly reaction: number
  /** Of the task. */
  readonly id: string
}

export const commandOf = ({ duration, exit, reaction, id }: Behaviour): string =>
  `run ${duration ?? 'on'} ${exit} ${reaction} ${id}`

export const behaviourOf = (command: string | undefined): Behaviour => {
  const [, duration = 'on', exit = '0', reaction = '0', id = ''] = (command ?? '').split(' ')
  return {
    ...(duration !== 'on' && { duration: Number(duration) }),
    exit: Number(exit),
    reaction: Number(reaction),
    id,
  }
}

/** The task that a container is; absent: it is an executor's, or a pod's own. */
export const taskIn = ({ command }: LaunchOrder): string | undefined =>
  command.value?.startsWith('run ') ? behaviourOf(command.value).id : undefined

/** The host under a follower: processes, and the records that shims keep of them. */
export interface Machine {
  readonly containers: ReadonlyMap<string, Running>
  spawn(order: LaunchOrder): Running
  signal(containerId: string, signal: 'SIGTERM' | 'SIGKILL'): void
  /** It ends by itself. */
  exit(containerId: string): void
  /** Ends it this instant. */
  kill(containerId: string): void
  /** Its record is needed no more. */
  forget(containerId: string): void
  /** Power off and on: all processes and their records are gone. */
  reboot(): void
  onSpawned(listener: (running: Running) => void): void
  /** Who is told of ends. */
  onEnded(listener: (containerId: string, running: Running) => void): void
}

export const createMachine = (timeline: Timeline, chance: Chance): Machine => {
  const containers = new Map<string, Running>()
  const listeners: ((containerId: string, running: Running) => void)[] = []
  const spawned: ((running: Running) => void)[] = []
  let pids = 100

  const end = (running: Running, record: EndRecord) => {
    if (running.record !== undefined) return
    running.record = record
    const { containerId } = running.order
    for (const listener of listeners) listener(containerId, running)
  }
  const alive = (running: Running) => containers.get(running.order.containerId) === running
  const endIn = (ms: number, running: Running, record: EndRecord) =>
    timeline.after(ms, () => alive(running) && end(running, record))
  return {
    containers,
    spawn: order => {
      const running: Running = { order, pid: ++pids, startTime: timeline.now }
      containers.set(order.containerId, running)
      const { duration, exit } = behaviourOf(order.command.value)
      if (duration !== undefined) endIn(duration, running, { status: exit << 8, exitCode: exit })
      for (const listener of spawned) listener(running)
      return running
    },
    signal: (containerId, signal) => {
      const running = containers.get(containerId)
      if (running === undefined) return
      const { reaction } = behaviourOf(running.order.command.value)
      if (signal === 'SIGKILL') endIn(chance.between(1, 10), running, { status: 9, signal: 9 })
      else endIn(reaction, running, { status: 15, signal: 15 })
    },
    exit: containerId => {
      const running = containers.get(containerId)
      if (running) end(running, { status: 0, exitCode: 0 })
    },
    kill: containerId => {
      const running = containers.get(containerId)
      if (running) end(running, { status: 9, signal: 9 })
    },
    forget: containerId => void containers.delete(containerId),
    reboot: () => containers.clear(),
    onSpawned: listener => void spawned.push(listener),
    onEnded: listener => void listeners.push(listener),
  }
}
