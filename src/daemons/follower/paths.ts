import type { Run } from './effects.ts'

/** Where things lie below --work_dir, as in Mesos (containerizer.md 9). */
export const paths = (workDir: string) => {
  const root = workDir.replace(/(?<=.)\/+$/, '')
  const meta = `${root}/meta`
  const frameworkMeta = (agentId: string, frameworkId: string) => `${meta}/slaves/${agentId}/frameworks/${frameworkId}`
  const executorMeta = (agentId: string, { frameworkId, executorId }: Omit<Run, 'containerId'>) =>
    `${frameworkMeta(agentId, frameworkId)}/executors/${executorId}`
  const runMeta = (agentId: string, run: Run) => `${executorMeta(agentId, run)}/runs/${run.containerId}`
  const framework = (agentId: string, frameworkId: string) => `${root}/slaves/${agentId}/frameworks/${frameworkId}`
  const executor = (agentId: string, { frameworkId, executorId }: Omit<Run, 'containerId'>) =>
    `${framework(agentId, frameworkId)}/executors/${executorId}`
  return {
    root,
    meta,
    bootId: `${meta}/boot_id`,
    resources: `${meta}/resources/resources.info`,
    agents: `${root}/slaves`,
    agentsMeta: `${meta}/slaves`,
    agentMeta: (agentId: string) => `${meta}/slaves/${agentId}`,
    agentInfo: (agentId: string) => `${meta}/slaves/${agentId}/slave.info`,
    drainConfig: (agentId: string) => `${meta}/slaves/${agentId}/drain.config`,
    framework,
    frameworkMeta,
    executor,
    executorMeta,
    runMeta,
    taskMeta: (agentId: string, run: Run, taskId: string) => `${runMeta(agentId, run)}/tasks/${taskId}`,
    sandbox: (agentId: string, run: Run) => `${executor(agentId, run)}/runs/${run.containerId}`,
  }
}
export type Paths = ReturnType<typeof paths>
