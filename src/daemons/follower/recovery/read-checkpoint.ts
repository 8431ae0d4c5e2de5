import { basename, join } from 'node:path'
import { AgentInfo, DrainConfig } from '../../../mesos/messages/agent-info.ts'
import { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import { UpdateOperationStatusRecord } from '../../../mesos/messages/internal-operations.ts'
import { StatusUpdateRecord } from '../../../mesos/messages/internal-task.ts'
import type { Operation } from '../../../mesos/messages/offer.ts'
import { ExecutorInfo, Task, TaskInfo } from '../../../mesos/messages/task.ts'
import type { Parts } from '../../../runtime/parts.ts'
import type { Run } from '../effects.ts'
import type { Paths } from '../paths.ts'
import { parseKill } from './kill-file.ts'
import { parsePod } from './pod-file.ts'
import type {
  RecoveredAgent,
  RecoveredExecutor,
  RecoveredFramework,
  RecoveredOperation,
  RecoveredTask,
} from './recovered.ts'
import { readResourceState } from './resource-state.ts'
import { type StoredFiles, unreadable } from './stored-files.ts'

export interface CheckpointReader {
  readonly paths: Paths
  /** The machine's present boot_id. */
  readonly bootId: string
  /** --strict: garbage ends the start. Otherwise that part is left out, and this hears of it. */
  readonly strict: boolean
  readonly skipped: (problem: string) => void
  readonly files: StoredFiles
}

/**
 * Everything an earlier run has left, or `undefined` where there was none; thousands of tasks are read in parts. Throws MantlError
 * follower.checkpoint.
 */
export function* readCheckpoint(reader: CheckpointReader): Parts<RecoveredAgent | undefined> {
  const { paths, files } = reader
  const agentId = files.latestIn(paths.agentsMeta)
  if (agentId === undefined) return undefined
  const info = careful(reader, () => files.readMessageFile(paths.agentInfo(agentId), AgentInfo))
  if (info?.id?.value !== agentId) {
    reader.skipped(`${paths.agentInfo(agentId)} does not say who we were: starting as a new agent`)
    return undefined
  }
  const kept = careful(reader, () => readResourceState(paths, paths.resources, files))
  return {
    info,
    rebooted: files.readText(paths.bootId)?.trim() !== reader.bootId,
    resources: kept?.resources ?? [],
    operations: (kept?.operations ?? []).flatMap(
      operation => careful(reader, () => readOperation(reader, agentId, operation)) ?? [],
    ),
    draining: careful(reader, () => files.readMessageFile(paths.drainConfig(agentId), DrainConfig)),
    frameworks: yield* readAll(
      reader,
      files.namesIn(join(paths.agentMeta(agentId), 'frameworks')),
      id => readFramework(reader, agentId, id),
      id => `framework ${id}`,
    ),
  }
}

const readOperation = (
  { paths, files }: CheckpointReader,
  agentId: string,
  operation: Operation,
): RecoveredOperation[] => {
  const file = join(paths.operation(agentId, operation.uuid.value), 'operation.updates')
  const records = files.readMessages(file, UpdateOperationStatusRecord)
  const updates = records.flatMap(({ type, update }) => (type === 'UPDATE' && update ? [update] : []))
  return [{ operation, updates, acknowledged: records.filter(({ type }) => type === 'ACK').length }]
}

/** `what`: is left out where it can't be read. */
const careful = <T>(reader: CheckpointReader, read: () => T, what?: string): T | undefined => {
  try {
    return read()
  } catch (error) {
    leaveOut(reader, error, what)
  }
}

/** One after the other, a part each. `named`: what is left out where one can't be read. */
function* readAll<R>(
  reader: CheckpointReader,
  names: readonly string[],
  read: (name: string) => Parts<readonly R[]>,
  named: (name: string) => string,
): Parts<readonly R[]> {
  const found: R[] = []
  for (const name of names) {
    yield
    try {
      found.push(...(yield* read(name)))
    } catch (error) {
      leaveOut(reader, error, named(name))
    }
  }
  return found
}

const leaveOut = ({ strict, skipped }: CheckpointReader, error: unknown, what?: string): void => {
  if (strict) throw error
  skipped([(error as Error).message, ...(what === undefined ? [] : [`${what} is left out`])].join(': '))
}

function* readFramework(reader: CheckpointReader, agentId: string, id: string): Parts<RecoveredFramework[]> {
  const { files } = reader
  const folder = reader.paths.frameworkMeta(agentId, id)
  const info = files.readMessageFile(join(folder, 'framework.info'), FrameworkInfo)
  if (info === undefined) return []
  const pid = files.readText(join(folder, 'framework.pid'))
  const executors = yield* readAll(
    reader,
    files.namesIn(join(folder, 'executors')),
    executorId => readExecutor(reader, agentId, id, executorId),
    executorId => `executor ${executorId} of framework ${id}`,
  )
  const spoken = pid === undefined || pid === '' || pid.startsWith('@') ? {} : { pid }
  return [{ info: { ...info, id: { value: id } }, ...spoken, executors }]
}

function* readExecutor(
  reader: CheckpointReader,
  agentId: string,
  frameworkId: string,
  executorId: string,
): Parts<RecoveredExecutor[]> {
  const { paths, files } = reader
  const folder = paths.executorMeta(agentId, { frameworkId, executorId })
  const containerId = files.latestIn(join(folder, 'runs'))
  if (containerId === undefined) return []
  const run: Run = { frameworkId, executorId, containerId }
  const runFolder = paths.runMeta(agentId, run)
  if (files.fs.existsSync(join(runFolder, 'executor.sentinel'))) return []
  const info = files.readMessageFile(join(folder, 'executor.info'), ExecutorInfo)
  if (info === undefined) return []
  sameName(folder, 'executor.info', [info.executor_id.value])
  const pid = files.readText(join(runFolder, 'pids', 'libprocess.pid'))?.trim()
  const forkedPid = Number(files.readText(join(runFolder, 'pids', 'forked.pid')))
  const kind = kindOf(files, folder, info)
  const tasks: RecoveredTask[] = []
  for (const taskId of files.namesIn(join(runFolder, 'tasks'))) {
    yield
    const read = () => readTask(reader, paths.taskMeta(agentId, run, taskId))
    // A command task is its executor.
    tasks.push(
      ...(kind === 'command' ? read() : (careful(reader, read, `task ${taskId} of executor ${executorId}`) ?? [])),
    )
  }
  return [
    {
      info,
      containerId,
      kind,
      subscribed: files.fs.existsSync(join(runFolder, 'http.marker')),
      ...(pid === undefined || pid === '' ? {} : { pid }),
      ...(forkedPid > 0 ? { forkedPid } : {}),
      tasks,
    },
  ]
}

/** Ids inside a file are those that its folder is named by: one that reads well and says another is garbage, too. */
const sameName = (folder: string, file: string, ids: readonly string[]): void => {
  if (ids.some(id => id !== basename(folder))) throw unreadable(join(folder, file), undefined)
}

/** Mesos writes 0 where somebody else is the executor. */
const kindOf = (files: StoredFiles, folder: string, info: ExecutorInfo): RecoveredExecutor['kind'] => {
  if (info.type === 'DEFAULT') return 'pod'
  return files.readText(join(folder, 'executor_generated_for_command_task'))?.trim() === '1' ? 'command' : 'custom'
}

/** A task whose first file was never finished was never acknowledged to anybody: it does not exist. */
const readTask = ({ strict, skipped, files }: CheckpointReader, folder: string): RecoveredTask[] => {
  const task = files.readMessageFile(join(folder, 'task.info'), Task)
  if (task === undefined) return []
  const cut = (problem: Error) => skipped(`${problem.message}: the task's updates end before what is damaged`)
  const records = files.readMessages(join(folder, 'task.updates'), StatusUpdateRecord, strict ? undefined : cut)
  sameName(folder, 'task.info', [task.task_id.value])
  sameName(
    folder,
    'task.updates',
    records.flatMap(({ update }) => update?.status.task_id.value ?? []),
  )
  const info = files.readMessageFile(join(folder, 'task.launch'), TaskInfo)
  const kill = parseKill(files.readText(join(folder, 'task.kill')) ?? '')
  const pod = parsePod(files.readText(join(folder, 'task.pod')) ?? '')
  return [
    {
      task,
      ...(info ? { info } : {}),
      ...(kill ? { kill } : {}),
      ...(pod ? { pod } : {}),
      updates: records.flatMap(({ type, update }) => (type === 'UPDATE' && update ? [update] : [])),
      acknowledged: records.filter(({ type }) => type === 'ACK').length,
    },
  ]
}
