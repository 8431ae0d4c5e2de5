import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AgentInfo, DrainConfig } from '../../../mesos/messages/agent-info.ts'
import { FrameworkInfo } from '../../../mesos/messages/framework.ts'
import { UpdateOperationStatusRecord } from '../../../mesos/messages/internal-operations.ts'
import { StatusUpdateRecord } from '../../../mesos/messages/internal-task.ts'
import { ExecutorInfo, Task, TaskInfo } from '../../../mesos/messages/task.ts'
import { isTerminal } from '../../../mesos/messages/terminal.ts'
import type { CheckpointEffect } from '../effects.ts'
import type { Paths } from '../paths.ts'
import {
  appendMessage,
  pointLatest,
  syncFolder,
  writeMessageFile,
  writeNewMessageFile,
  writeWhole,
} from '../recovery/files.ts'
import { killText } from '../recovery/kill-file.ts'
import { podText } from '../recovery/pod-file.ts'

/**
 * Writes what a later run of ours must know, and returns when it is written. It survives our own death. A power cut survive for sure only
 * the agent's id and how tasks ended: no container does, and what ran then is reported as failed, which must not be said of what ended
 * otherwise and was known to.
 */
export const checkpoint = (
  paths: Paths,
  agentId: string,
  effect: Exclude<CheckpointEffect, { kind: 'checkpoint-resources' }>,
): void => {
  switch (effect.kind) {
    case 'checkpoint-agent':
      return checkpointAgent(paths, effect.info)
    case 'checkpoint-operation': {
      const folder = paths.operation(agentId, effect.uuid)
      mkdirSync(folder, { recursive: true })
      return appendMessage(join(folder, 'operation.updates'), UpdateOperationStatusRecord, effect.record, true)
    }
    case 'checkpoint-operation-end':
      return rmSync(paths.operation(agentId, effect.uuid), { recursive: true, force: true })
    case 'checkpoint-drain':
      if (effect.config) return writeMessageFile(paths.drainConfig(agentId), DrainConfig, effect.config, true)
      return rmSync(paths.drainConfig(agentId), { force: true })
    case 'checkpoint-framework': {
      const folder = paths.frameworkMeta(agentId, effect.info.id?.value ?? '')
      writeMessageFile(join(folder, 'framework.info'), FrameworkInfo, effect.info)
      return writeWhole(join(folder, 'framework.pid'), effect.pid ?? '@0.0.0.0:0')
    }
    case 'checkpoint-executor':
      return checkpointExecutor(paths, agentId, effect)
    case 'checkpoint-process': {
      const pids = join(paths.runMeta(agentId, effect.run), 'pids')
      mkdirSync(pids, { recursive: true })
      return writeFileSync(join(pids, 'forked.pid'), String(effect.pid), { mode: 0o600 })
    }
    case 'checkpoint-task': {
      const folder = paths.taskMeta(agentId, effect.run, effect.task.task_id.value)
      mkdirSync(folder, { recursive: true })
      // What Mesos does not keep, and we need only for these.
      if (effect.info?.max_completion_time || effect.info?.health_check || effect.info?.check) {
        writeNewMessageFile(join(folder, 'task.launch'), TaskInfo, effect.info)
      }
      if (effect.pod) writeWhole(join(folder, 'task.pod'), podText(effect.pod))
      return writeNewMessageFile(join(folder, 'task.info'), Task, effect.task)
    }
    case 'checkpoint-kill':
      return writeWhole(join(paths.taskMeta(agentId, effect.run, effect.taskId), 'task.kill'), killText(effect.kill))
    case 'checkpoint-update': {
      const folder = paths.taskMeta(agentId, effect.run, effect.taskId)
      return appendMessage(join(folder, 'task.updates'), StatusUpdateRecord, effect.record, isLast(effect.record))
    }
    case 'checkpoint-http':
      return writeFileSync(join(paths.runMeta(agentId, effect.run), 'http.marker'), '')
    case 'checkpoint-executor-pid': {
      const pids = join(paths.runMeta(agentId, effect.run), 'pids')
      mkdirSync(pids, { recursive: true })
      return writeWhole(join(pids, 'libprocess.pid'), effect.pid)
    }
    case 'checkpoint-container':
      return writeWhole(paths.container(effect.container.id), JSON.stringify(effect.container))
    case 'checkpoint-container-end':
      return rmSync(paths.container(effect.containerId), { force: true })
    case 'checkpoint-end':
      return writeFileSync(join(paths.runMeta(agentId, effect.run), 'executor.sentinel'), '')
  }
}

const isLast = ({ update }: StatusUpdateRecord): boolean => update !== undefined && isTerminal(update.status.state)

const checkpointAgent = (paths: Paths, info: AgentInfo): void => {
  const agentId = info.id?.value ?? ''
  writeMessageFile(paths.agentInfo(agentId), AgentInfo, { ...info, checkpoint: true }, true)
  pointLatest(paths.agentMeta(agentId))
  for (const folder of [paths.agentsMeta, paths.meta, paths.root]) syncFolder(folder)
  mkdirSync(`${paths.agents}/${agentId}`, { recursive: true })
  pointLatest(`${paths.agents}/${agentId}`)
}

const checkpointExecutor = (
  paths: Paths,
  agentId: string,
  { run, info, command }: Extract<CheckpointEffect, { kind: 'checkpoint-executor' }>,
): void => {
  const folder = paths.executorMeta(agentId, run)
  const runFolder = paths.runMeta(agentId, run)
  // From the top: mkdir -p begins at the other end, and most of this is new.
  for (const path of [folder, dirname(runFolder), runFolder, join(runFolder, 'tasks')])
    mkdirSync(path, { recursive: true })
  writeNewMessageFile(join(folder, 'executor.info'), ExecutorInfo, info)
  if (command) writeFileSync(join(folder, 'executor_generated_for_command_task'), '1', { mode: 0o600 })
  pointLatest(runFolder)
}
