import { dirname, join } from 'node:path/posix'
import { AgentInfo, DrainConfig } from '../../../mesos/messages/agent-info.ts'
import { encode, type Schema } from '../../../mesos/messages/codec/index.ts'
import { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import { UpdateOperationStatusRecord } from '../../../mesos/messages/internal-operations.ts'
import { StatusUpdateRecord } from '../../../mesos/messages/internal-task.ts'
import { ExecutorInfo, Task, TaskInfo } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import type { FileStep } from '../disk/step.ts'
import type { CheckpointEffect } from '../effects.ts'
import type { Paths } from '../paths.ts'
import { killText } from '../recovery/kill-file.ts'
import { podText } from '../recovery/pod-file.ts'
import { frameRecord } from '../recovery/record-file.ts'

/**
 * How it is written what a later run of ours must know. It survives our own death. A power cut survive for sure only the agent's id and how
 * tasks ended: no container does, and what ran then is reported as failed, which must not be said of what ended otherwise and was known to.
 */
export const checkpointSteps = (
  paths: Paths,
  agentId: string,
  effect: Exclude<CheckpointEffect, { kind: 'checkpoint-resources' }>,
): readonly FileStep[] => {
  switch (effect.kind) {
    case 'checkpoint-agent':
      return checkpointAgent(paths, effect.info)
    case 'checkpoint-operation': {
      const path = paths.operation(agentId, effect.uuid)
      return [folder(path), append(join(path, 'operation.updates'), UpdateOperationStatusRecord, effect.record, true)]
    }
    case 'checkpoint-operation-end':
      return [{ do: 'remove-tree', path: paths.operation(agentId, effect.uuid) }]
    case 'checkpoint-drain':
      return effect.config
        ? [replace(paths.drainConfig(agentId), message(DrainConfig, effect.config), true)]
        : [{ do: 'remove', path: paths.drainConfig(agentId) }]
    case 'checkpoint-framework': {
      const path = paths.frameworkMeta(agentId, effect.info.id?.value ?? '')
      return [
        replace(join(path, 'framework.info'), message(FrameworkInfo, effect.info), effect.again === true),
        replace(join(path, 'framework.pid'), effect.pid ?? '@0.0.0.0:0'),
      ]
    }
    case 'checkpoint-executor':
      return checkpointExecutor(paths, agentId, effect)
    case 'checkpoint-process': {
      const pids = join(paths.runMeta(agentId, effect.run), 'pids')
      return [folder(pids), write(join(pids, 'forked.pid'), String(effect.pid))]
    }
    case 'checkpoint-task':
      return checkpointTask(paths.taskMeta(agentId, effect.run, effect.task.task_id.value), effect)
    case 'checkpoint-kill':
      return [replace(join(paths.taskMeta(agentId, effect.run, effect.taskId), 'task.kill'), killText(effect.kill))]
    case 'checkpoint-update': {
      const path = join(paths.taskMeta(agentId, effect.run, effect.taskId), 'task.updates')
      const last = isLast(effect.record)
      return [
        ...(last ? withoutWhichItIsNobodys(paths, agentId, effect) : []),
        append(path, StatusUpdateRecord, effect.record, last || effect.final === true),
      ]
    }
    case 'checkpoint-http':
      return [write(join(paths.runMeta(agentId, effect.run), 'http.marker'), '')]
    case 'checkpoint-executor-pid': {
      const pids = join(paths.runMeta(agentId, effect.run), 'pids')
      return [folder(pids), replace(join(pids, 'libprocess.pid'), effect.pid)]
    }
    case 'checkpoint-container':
      return [replace(paths.container(effect.container.id), JSON.stringify(effect.container))]
    case 'checkpoint-container-end':
      return [{ do: 'remove', path: paths.container(effect.containerId) }]
    case 'checkpoint-end':
      return [write(join(paths.runMeta(agentId, effect.run), 'executor.sentinel'), '')]
  }
}

/** How a task ended is read again only with what says whose task it was, which nobody has synced so far. */
const withoutWhichItIsNobodys = (
  paths: Paths,
  agentId: string,
  { run, taskId }: Extract<CheckpointEffect, { kind: 'checkpoint-update' }>,
): FileStep[] =>
  [
    join(paths.frameworkMeta(agentId, run.frameworkId), 'framework.info'),
    join(paths.executorMeta(agentId, run), 'executor.info'),
    join(paths.taskMeta(agentId, run, taskId), 'task.info'),
  ].map(path => ({ do: 'sync', path }))

const isLast = ({ update }: StatusUpdateRecord): boolean => update !== undefined && isTerminal(update.status.state)

const checkpointAgent = (paths: Paths, info: AgentInfo): FileStep[] => {
  const agentId = info.id?.value ?? ''
  return [
    replace(paths.agentInfo(agentId), message(AgentInfo, { ...info, checkpoint: true }), true),
    { do: 'latest', target: paths.agentMeta(agentId) },
    ...[paths.agentsMeta, paths.meta, paths.root].map(path => ({ do: 'sync-folder', path }) as const),
    folder(`${paths.agents}/${agentId}`),
    { do: 'latest', target: `${paths.agents}/${agentId}` },
  ]
}

const checkpointExecutor = (
  paths: Paths,
  agentId: string,
  { run, info, command }: Extract<CheckpointEffect, { kind: 'checkpoint-executor' }>,
): FileStep[] => {
  const path = paths.executorMeta(agentId, run)
  const runFolder = paths.runMeta(agentId, run)
  return [
    // From the top: mkdir -p begins at the other end, and most of this is new.
    ...[path, dirname(runFolder), runFolder, join(runFolder, 'tasks')].map(folder),
    write(join(path, 'executor.info'), message(ExecutorInfo, info)),
    ...(command ? [write(join(path, 'executor_generated_for_command_task'), '1')] : []),
    { do: 'latest', target: runFolder },
  ]
}

const checkpointTask = (
  path: string,
  { task, info, pod }: Extract<CheckpointEffect, { kind: 'checkpoint-task' }>,
): FileStep[] => [
  folder(path),
  // What Mesos does not keep, and we need only for these.
  ...(info?.max_completion_time || info?.health_check || info?.check
    ? [write(join(path, 'task.launch'), message(TaskInfo, info))]
    : []),
  ...(pod ? [replace(join(path, 'task.pod'), podText(pod))] : []),
  write(join(path, 'task.info'), message(Task, task)),
]

const folder = (path: string): FileStep => ({ do: 'folder', path })

/** A file that is written once, in a folder that exists: half of a message is told from the whole by the length that it begins with. */
const write = (path: string, content: string | Uint8Array): FileStep => ({ do: 'write', path, content })

const replace = (path: string, content: string | Uint8Array, sync = false): FileStep => ({
  do: 'replace',
  path,
  content,
  sync,
})

const append = <T>(path: string, schema: Schema<T>, value: T, sync: boolean): FileStep => ({
  do: 'append',
  path,
  content: message(schema, value),
  sync,
})

const message = <T>(schema: Schema<T>, value: T): Uint8Array => frameRecord(encode(schema, value))
