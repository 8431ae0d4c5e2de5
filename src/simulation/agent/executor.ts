import type { CallSubscribe, Event as ExecutorEvent } from '../../mesos/messages/executor.ts'
import type { TaskInfo, TaskState, TaskStatus } from '../../mesos/messages/task.ts'
import type { Chance } from '../chance.ts'
import type { Timeline } from '../timeline.ts'
import { behaviourOf, type Running } from './machine.ts'

/** What a custom executor needs of the world around it. */
export interface ExecutorWorld {
  readonly timeline: Timeline
  readonly chance: Chance
  /** Subscribes with the follower; undefined: it is down, or will not have it. */
  subscribe(
    executor: Running,
    call: CallSubscribe,
    hear: (event: ExecutorEvent) => void,
    closed: () => void,
  ): ((status: TaskStatus) => void) | undefined
  /** Its process still runs. */
  alive(executor: Running): boolean
  /** Its process ends by itself. */
  exit(executor: Running): void
  /** A task of it has ended so. */
  ended(taskId: string, how: number | 'killed'): void
}

export const EXECUTOR_COMMAND = 'executor'

const RETRY = 300
/** ms without a task, after which it ends. */
const IDLE = 3_000

export interface Executor {
  /** Tasks of which it has told something that nobody acknowledged. */
  unheard(): string[]
}

/** An executor of a framework's own: subscribes again when it was cut off, and says again what was not acknowledged. */
export const startExecutor = (world: ExecutorWorld, self: Running): Executor => {
  const { timeline, chance } = world
  const { executorId } = self.order.run!
  const checkpoints = self.order.environment.MESOS_CHECKPOINT === '1'
  const updates = new Map<string, TaskStatus>()
  const tasks = new Map<string, TaskInfo>()
  const running = new Set<string>()
  let tell: ((status: TaskStatus) => void) | undefined
  let ending = false
  let spell = 0

  const after = (ms: number, act: () => void) => timeline.after(ms, () => world.alive(self) && act())

  const connect = () => {
    const call = {
      unacknowledged_updates: [...updates.values()].map(status => ({ status })),
      unacknowledged_tasks: [...tasks.values()],
    }
    const opened = world.subscribe(self, call, hear, closed)
    if (opened === undefined) return after(RETRY, connect)
    tell = opened
    rest()
  }
  const closed = () => {
    tell = undefined
    if (checkpoints) after(RETRY, connect)
    else after(1, exit)
  }
  const exit = () => {
    ending = true
    world.exit(self)
  }
  const rest = () => {
    const current = ++spell
    after(IDLE, () => {
      if (current === spell && running.size === 0 && updates.size === 0 && tasks.size === 0) exit()
    })
  }
  const update = (taskId: string, state: TaskState) => {
    const status: TaskStatus = {
      task_id: { value: taskId },
      state,
      uuid: chance.uuidBase64(),
      source: 'SOURCE_EXECUTOR',
      executor_id: { value: executorId },
      timestamp: timeline.now / 1000,
    }
    updates.set(status.uuid!, status)
    tell?.(status)
  }
  const end = (taskId: string, state: TaskState, how: number | 'killed') => {
    if (!running.delete(taskId)) return
    world.ended(taskId, how)
    update(taskId, state)
  }
  const launch = (task: TaskInfo) => {
    const taskId = task.task_id.value
    const { duration, exit: code } = behaviourOf(new TextDecoder().decode(Uint8Array.fromBase64(task.data ?? '')))
    tasks.set(taskId, task)
    running.add(taskId)
    update(taskId, 'TASK_RUNNING')
    if (duration !== undefined) after(duration, () => end(taskId, code === 0 ? 'TASK_FINISHED' : 'TASK_FAILED', code))
  }
  const hear = (event: ExecutorEvent) => {
    if (ending || !world.alive(self)) return
    spell += 1
    switch (event.type) {
      case 'LAUNCH':
        launch(event.launch!.task)
        break
      case 'KILL': {
        const taskId = event.kill!.task_id.value
        after(chance.between(1, 500), () => end(taskId, 'TASK_KILLED', 'killed'))
        break
      }
      case 'ACKNOWLEDGED': {
        const { task_id, uuid } = event.acknowledged!
        updates.delete(uuid)
        tasks.delete(task_id.value)
        break
      }
      case 'SHUTDOWN':
        after(chance.between(1, 1_000), exit)
        break
    }
    rest()
  }
  after(chance.between(20, 800), connect)
  return { unheard: () => [...updates.values()].map(({ task_id }) => task_id.value) }
}
