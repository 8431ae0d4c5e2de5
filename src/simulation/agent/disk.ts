import type { CheckpointEffect, Run } from '../../daemons/follower/effects.ts'
import type {
  RecoveredAgent,
  RecoveredExecutor,
  RecoveredFramework,
  RecoveredOperation,
  RecoveredTask,
} from '../../daemons/follower/recovery/recovered.ts'
import type { KillReason } from '../../daemons/follower/state.ts'
import { AgentInfo, DrainConfig } from '../../mesos/messages/agent-info.ts'
import { FrameworkInfo } from '../../mesos/messages/framework.ts'
import { UpdateOperationStatusRecord } from '../../mesos/messages/internal-operations.ts'
import { StatusUpdateRecord } from '../../mesos/messages/internal-task.ts'
import { Operation } from '../../mesos/messages/offer.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import { ExecutorInfo, Task, TaskInfo } from '../../mesos/messages/task.ts'
import { copyAs } from '../network/copy.ts'

/** A follower's --work_dir, as perform/checkpoint.ts writes it and recovery/read-checkpoint.ts reads it. */
export interface Disk {
  /** `agentId`: whose folder the effect is about. */
  write(agentId: string, effect: CheckpointEffect): void
  /** The process died while it wrote: what is left of half a write. */
  writeHalf(agentId: string, effect: CheckpointEffect): void
  /** What the next life finds. */
  read(): RecoveredAgent | undefined
  /** What is reserved on the machine, whoever it is. */
  kept(): readonly Resource[]
  /** The machine was booted: nothing of before runs. */
  reboot(): void
  /** The next start is that of a new agent. */
  forget(): void
}

interface Folder {
  info?: AgentInfo
  drain?: DrainConfig
  /** What was said of an operation, by its uuid. */
  readonly operations: Map<string, UpdateOperationStatusRecord[]>
  readonly frameworks: Map<
    string,
    { info: FrameworkInfo; pid?: string; readonly executors: Map<string, ExecutorFolder> }
  >
}

interface ExecutorFolder {
  info?: ExecutorInfo
  command: boolean
  latest?: string
  readonly runs: Map<string, RunFolder>
}

interface RunFolder {
  ended: boolean
  subscribed: boolean
  pid?: string
  readonly tasks: Map<string, TaskFolder>
}

interface TaskFolder {
  task?: Task
  info?: TaskInfo
  kill?: KillReason
  pod?: RecoveredTask['pod']
  readonly records: StatusUpdateRecord[]
}

export const createDisk = (): Disk => {
  const folders = new Map<string, Folder>()
  let latest: string | undefined
  let resources: readonly Resource[] = []
  let operations: readonly Operation[] = []
  let rebooted = false

  const folderOf = (agentId: string): Folder =>
    entry(folders, agentId, () => ({ operations: new Map(), frameworks: new Map() }))

  const write = (agentId: string, effect: CheckpointEffect): void => {
    switch (effect.kind) {
      case 'checkpoint-agent': {
        const id = effect.info.id?.value ?? ''
        folderOf(id).info = copyAs(AgentInfo, effect.info)
        latest = id
        rebooted = false
        return
      }
      case 'checkpoint-resources':
        resources = structuredClone(effect.resources)
        operations = structuredClone(effect.operations)
        return
      case 'checkpoint-operation':
        entry(folderOf(agentId).operations, effect.uuid, () => []).push(
          copyAs(UpdateOperationStatusRecord, effect.record),
        )
        return
      case 'checkpoint-container':
      case 'checkpoint-container-end':
        return // nobody calls an agent of the simulation
      case 'checkpoint-operation-end':
        folderOf(agentId).operations.delete(effect.uuid)
        return
      case 'checkpoint-drain':
        folderOf(agentId).drain = effect.config && copyAs(DrainConfig, effect.config)
        return
      case 'checkpoint-framework': {
        const { frameworks } = folderOf(agentId)
        const id = effect.info.id?.value ?? ''
        const known = frameworks.get(id)
        const info = copyAs(FrameworkInfo, effect.info)
        if (known) Object.assign(known, { info, pid: effect.pid })
        else frameworks.set(id, { info, pid: effect.pid, executors: new Map() })
        return
      }
      case 'checkpoint-executor': {
        const executor = executorOf(folderOf(agentId), effect.run)
        if (executor === undefined) return
        executor.info = copyAs(ExecutorInfo, effect.info)
        executor.command = effect.command
        executor.latest = effect.run.containerId
        runFolder(executor, effect.run)
        return
      }
      default:
        return writeInRun(folderOf(agentId), effect)
    }
  }
  return {
    write,
    writeHalf: (agentId, effect) => {
      // Files that are replaced, and records that are appended, are there wholly or not at all; a task's first file may lack its launch.
      if (effect.kind !== 'checkpoint-task') return
      const run = runOf(folderOf(agentId), effect.run)
      if (run && effect.info) taskFolder(run, effect.task.task_id.value).info = copyAs(TaskInfo, effect.info)
    },
    read: () => {
      const folder = latest === undefined ? undefined : folders.get(latest)
      if (folder?.info === undefined) return undefined
      // The boot's id is written down before anything else is done with what was found.
      const before = rebooted
      rebooted = false
      return {
        info: folder.info,
        rebooted: before,
        resources,
        operations: operations.map(operation => readOperation(folder, operation)),
        ...(folder.drain && { draining: folder.drain }),
        frameworks: [...folder.frameworks.values()].map(readFramework),
      }
    },
    kept: () => resources,
    reboot: () => {
      rebooted = true
    },
    forget: () => {
      latest = undefined
    },
  }
}

type InRun = Extract<CheckpointEffect, { run: Run }>

const writeInRun = (folder: Folder, effect: InRun): void => {
  const run = runOf(folder, effect.run)
  if (run === undefined) return
  if (effect.kind === 'checkpoint-http') run.subscribed = true
  if (effect.kind === 'checkpoint-executor-pid') run.pid = effect.pid
  if (effect.kind === 'checkpoint-end') run.ended = true
  if (effect.kind === 'checkpoint-task') {
    const found = taskFolder(run, effect.task.task_id.value)
    found.task = copyAs(Task, effect.task)
    if (effect.info?.max_completion_time) found.info = copyAs(TaskInfo, effect.info)
    if (effect.pod) found.pod = effect.pod
  }
  if (effect.kind === 'checkpoint-kill') taskFolder(run, effect.taskId).kill = { ...effect.kill }
  if (effect.kind === 'checkpoint-update') {
    taskFolder(run, effect.taskId).records.push(copyAs(StatusUpdateRecord, effect.record))
  }
}

const entry = <V>(map: Map<string, V>, key: string, make: () => V): V => {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

const executorOf = (folder: Folder, { frameworkId, executorId }: Run): ExecutorFolder | undefined => {
  const framework = folder.frameworks.get(frameworkId)
  return framework && entry(framework.executors, executorId, () => ({ command: false, runs: new Map() }))
}

const runFolder = (executor: ExecutorFolder, { containerId }: Run): RunFolder =>
  entry(executor.runs, containerId, () => ({ ended: false, subscribed: false, tasks: new Map() }))

const runOf = (folder: Folder, run: Run): RunFolder | undefined => {
  const executor = executorOf(folder, run)
  return executor && runFolder(executor, run)
}

const taskFolder = (run: RunFolder, taskId: string): TaskFolder => entry(run.tasks, taskId, () => ({ records: [] }))

const readFramework = ({
  info,
  pid,
  executors,
}: {
  info: FrameworkInfo
  pid?: string
  executors: Map<string, ExecutorFolder>
}): RecoveredFramework => ({
  info: copyAs(FrameworkInfo, info),
  ...(pid !== undefined && !pid.startsWith('@') && { pid }),
  executors: [...executors.values()].flatMap(readExecutor),
})

const readOperation = ({ operations }: Folder, operation: Operation): RecoveredOperation => {
  const records = operations.get(operation.uuid.value) ?? []
  return {
    operation: copyAs(Operation, operation),
    updates: records.flatMap(({ type, update }) => (type === 'UPDATE' && update ? [update] : [])),
    acknowledged: records.filter(({ type }) => type === 'ACK').length,
  }
}

const readExecutor = ({ info, command, latest, runs }: ExecutorFolder): RecoveredExecutor[] => {
  const run = runs.get(latest ?? '')
  if (info === undefined || latest === undefined || run === undefined || run.ended) return []
  return [
    {
      info: copyAs(ExecutorInfo, info),
      containerId: latest,
      kind: info.type === 'DEFAULT' ? 'pod' : command ? 'command' : 'custom',
      subscribed: run.subscribed,
      ...(run.pid === undefined ? {} : { pid: run.pid }),
      tasks: [...run.tasks.values()].flatMap(readTask),
    },
  ]
}

const readTask = ({ task, info, kill, pod, records }: TaskFolder): RecoveredTask[] => {
  if (task === undefined) return []
  return [
    {
      task: copyAs(Task, task),
      ...(info && { info }),
      ...(kill && { kill: { ...kill } }),
      ...(pod && { pod }),
      updates: records.flatMap(({ type, update }) =>
        type === 'UPDATE' && update ? [copyAs(StatusUpdateRecord, { type, update }).update!] : [],
      ),
      acknowledged: records.filter(({ type }) => type === 'ACK').length,
    },
  ]
}
