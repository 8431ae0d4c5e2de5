import { toJson } from '../../../../mesos/messages/codec/index.ts'
import { type CommandInfo, Environment } from '../../../../mesos/messages/command.ts'
import type { ExecutorInfo } from '../../../../mesos/messages/task.ts'
import { summarize } from '../../../../mesos/resources/index.ts'
import { labelsView } from './task.ts'

/** PURE. An executor among those of its framework: facts/endpoints-v0.md 3.5, and the agent it runs on. */
export const executorView = (executor: ExecutorInfo, frameworkId: string, agentId: string) => {
  const role = executor.resources?.[0]?.allocation_info?.role
  return {
    executor_id: executor.executor_id.value,
    name: executor.name ?? '',
    framework_id: executor.framework_id?.value ?? frameworkId,
    command: commandView(executor.command ?? {}),
    resources: summarize(executor.resources ?? []),
    ...(role !== undefined && { role }),
    ...(executor.labels && { labels: labelsView(executor.labels) }),
    ...(executor.type !== undefined && { type: executor.type }),
    slave_id: agentId,
  }
}

const commandView = (command: CommandInfo) => ({
  ...(command.shell !== undefined && { shell: command.shell }),
  ...(command.value !== undefined && { value: command.value }),
  argv: command.arguments ?? [],
  ...(command.environment && { environment: toJson(Environment, command.environment) }),
  uris: (command.uris ?? []).map(({ value, executable }) => ({ value, executable: executable ?? false })),
})
