import type { FileStep } from '../../daemons/follower/disk/step.ts'
import type { Effect } from '../../daemons/follower/effects.ts'
import type { Event } from '../../daemons/follower/events.ts'
import { eventOf } from '../../daemons/follower/messages.ts'
import { newState } from '../../daemons/follower/new-state.ts'
import type { FollowerState } from '../../daemons/follower/state.ts'
import { transition as realTransition } from '../../daemons/follower/transitions/table.ts'
import { createAuthenticatee } from '../../mesos/libprocess/authenticatee.ts'
import type { AgentInfo } from '../../mesos/messages/agent-info.ts'
import { createMailbox } from '../../runtime/mailbox.ts'
import type { Surroundings } from '../cluster.ts'
import { createSimulatedPeers, type Letter } from '../network/peers.ts'
import { createFuse, type SimulatedNode } from '../node.ts'
import { createProcess, type Process } from '../process.ts'
import { clockOf } from '../process-clock.ts'
import { silentLog } from '../silent-log.ts'
import { subjectsOf } from '../subjects.ts'
import { createSimulatedContainerizer } from './containerizer.ts'
import { createDisk, type Disk } from './disk/disk.ts'
import { EXECUTOR_COMMAND, type Executor, type ExecutorWorld, startExecutor } from './executor.ts'
import { executorDoor } from './executor-door.ts'
import { createExecutorStreams } from './executor-streams.ts'
import { createMachine, type Machine } from './machine.ts'
import { createAgentOutbox, isCheckpoint } from './outbox.ts'
import { createAgentPerformer } from './perform.ts'
import { settingsFor } from './settings.ts'

export type Transition = typeof realTransition

export interface AgentNode extends SimulatedNode {
  readonly info: AgentInfo
  readonly pid: string
  readonly machine: Machine
  readonly disk: Disk
  /** Of its present life; undefined: it is down. */
  readonly state: FollowerState | undefined
  /** The machine is booted anew. `powerCut`: it lost its power, and what was not synced. */
  reboot(powerCut: boolean): void
}

/** How long a supervisor takes to start it again, ms. */
const RESTART = [100, 4_000] as const
const BOOT = [5_000, 20_000] as const

/** Other than the real ones, to try the checks. */
export interface AgentMutant {
  readonly transition?: Transition
  /** What is done to files for a checkpoint. */
  readonly steps?: (steps: readonly FileStep[]) => readonly FileStep[]
}

/** A follower: its own transitions and mailbox over a simulated machine and disk. */
export const createAgent = (
  all: Surroundings,
  index: number,
  { hostname, resources }: Pick<AgentInfo, 'hostname' | 'resources'>,
  { transition = realTransition, steps = given => given }: AgentMutant = {},
): AgentNode => {
  const { plan, timeline, chance, network, ensemble, trace, watch } = all
  const name = `A${index}`
  const ip = `10.${1 + Math.floor(index / 65_025)}.${Math.floor(index / 255) % 255}.${(index % 255) + 1}`
  const self = `${ip}:5051`
  const info: AgentInfo = { hostname, port: 5051, resources }
  const fuse = createFuse()
  const disk = createDisk(chance, steps)
  const machine = createMachine(timeline, chance)
  let process: Process = createProcess(timeline)
  let state: FollowerState | undefined
  let ended: ReturnType<typeof createSimulatedContainerizer>['ended'] = () => {}
  let closeStreams = () => {}
  let crashed = () => {}
  let subscribe: ExecutorWorld['subscribe'] = () => undefined
  const executors = new Map<string, Executor>()
  const world: ExecutorWorld = {
    timeline,
    chance,
    subscribe: (...given) => subscribe(...given),
    alive: running => machine.containers.get(running.order.containerId) === running && running.record === undefined,
    exit: ({ order }) => machine.exit(order.containerId),
    ended: watch.taskEnded,
  }
  const lose = (containerId: string) => {
    for (const taskId of executors.get(containerId)?.unheard() ?? []) watch.taskEnded(taskId, 'lost')
    executors.delete(containerId)
  }
  machine.onSpawned(running => {
    const { command, containerId } = running.order
    if (command.value === EXECUTOR_COMMAND) executors.set(containerId, startExecutor(world, running))
  })
  machine.onEnded((containerId, running) => {
    watch.containerEnded(node, running)
    lose(containerId)
    process.after(chance.between(1, 5), () => ended(containerId, running.record))
  })

  const live = (): void => {
    const own = createProcess(timeline)
    process = own
    const now = () => timeline.now + node.skew
    const life = newState(settingsFor(ip, plan.knobs.agentSettings), info, chance, now())
    state = life
    const step = (current: FollowerState, event: Event): readonly Effect[] => {
      const effects = transition(current, event, now())
      trace.add(name, event.kind, () => subjectsOf(event))
      watch.agentStepped(node, event, effects)
      fuse.begin(effects.length)
      return effects
    }
    const perform = (effect: Effect) => {
      if (!own.alive) return
      if (!fuse.burnt()) return outbox.take(effect)
      if (isCheckpoint(effect)) disk.dyingAmid(() => performer(effect))
      node.crash()
    }
    const onBug = (error: unknown) => watch.threw(node, error)
    const clock = { now, after: () => () => {} }
    const mailbox = createMailbox<FollowerState, Event, Effect>({
      state: life,
      transition: step,
      perform,
      clock,
      log: silentLog,
      onBug,
    })
    const post = (event: Event) => {
      if (own.alive) mailbox.post(event)
    }
    const peers = createSimulatedPeers({ network, host: name, self, process: own, now: () => timeline.now })
    const authenticatee = createAuthenticatee({ send: peers.sendNamed, clock: clockOf(own, now) })
    const { launchFailures } = plan
    const containerizer = createSimulatedContainerizer({
      machine,
      process: own,
      chance,
      launchFailures,
      post,
      afterwards: run => outbox.afterwards(run),
    })
    const streams = createExecutorStreams(own)
    ended = containerizer.ended
    closeStreams = streams.closeAll
    subscribe = executorDoor({ state: life, process: own, streams, post })
    const exit = (forget: boolean) => {
      if (forget) {
        for (const containerId of machine.containers.keys()) machine.kill(containerId)
        disk.forget()
      }
      node.crash()
    }
    const performer = createAgentPerformer({
      state: life,
      process: own,
      peers,
      authenticatee,
      disk,
      machine,
      containerizer,
      streams,
      post,
      exit,
    })
    const outbox = createAgentOutbox({
      disk,
      process: own,
      chance,
      delay: plan.knobs.diskDelay,
      agentId: () => life.info.id?.value ?? '',
      perform: effect => own.alive && performer(effect),
      failed: onBug,
    })
    crashed = outbox.crashed
    network.listen(name, self, () => ({
      receive: payload =>
        own.enter(() => {
          const { to, name: message, from, body } = payload as Letter
          if (authenticatee.receive(to, from, message, body)) return
          const event = to === 'slave(1)' ? eventOf(message, from, body) : undefined
          if (event) post(event)
        }),
      closed: () => {},
    }))
    const recovered = recoverOr(onBug, disk, info)
    if (recovered === undefined) return
    post({ kind: 'recovered', ...recovered })
    if (!own.alive) return
    containerizer.removeOrphans()
    ensemble.watch(name, own, master => post({ kind: 'master-detected', ...(master && { master }) }))
  }

  const stop = () => {
    state = undefined
    trace.add(name, 'process ends')
    process.kill()
    crashed()
    ended = () => {}
    subscribe = () => undefined
    closeStreams()
    network.crash(name)
  }

  const node: AgentNode = {
    name,
    info,
    pid: `slave(1)@${self}`,
    machine,
    disk,
    skew: 0,
    get up() {
      return state !== undefined
    },
    get process() {
      return process
    },
    get state() {
      return state
    },
    start: () => {
      if (state === undefined) live()
    },
    crash: () => {
      if (state === undefined) return
      stop()
      timeline.after(chance.between(...RESTART), () => node.start())
    },
    crashAmid: effects => fuse.light(effects),
    reboot: powerCut => {
      if (state === undefined) return
      stop()
      watch.rebooted(node)
      for (const containerId of executors.keys()) lose(containerId)
      machine.reboot()
      disk.boot(powerCut)
      timeline.after(chance.between(...BOOT), () => node.start())
    },
  }
  return node
}

/** A follower that can't start again is a bug, too. */
const recoverOr = (onBug: (error: unknown) => void, disk: Disk, info: AgentInfo) => {
  try {
    return disk.recover(info)
  } catch (error) {
    return void onBug(error)
  }
}
