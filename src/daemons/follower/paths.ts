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
    resources: `${meta}/resources/resources_and_operations.state`,
    /** Of agents before 1.5, and of followers before they knew operations. */
    oldResources: `${meta}/resources/resources.info`,
    volumeGids: `${meta}/volume_gid_manager/volume_gids`,
    agents: `${root}/slaves`,
    agentsMeta: `${meta}/slaves`,
    agentMeta: (agentId: string) => `${meta}/slaves/${agentId}`,
    agentInfo: (agentId: string) => `${meta}/slaves/${agentId}/slave.info`,
    operations: (agentId: string) => `${meta}/slaves/${agentId}/operations`,
    /** `uuid` base64. */
    operation: (agentId: string, uuid: string) => `${meta}/slaves/${agentId}/operations/${uuidText(uuid)}`,
    containers: `${meta}/containers`,
    /** What is kept of a container of an operator's call. No value of a ContainerID holds a dot. */
    container: (key: string) => `${meta}/containers/${key.replaceAll('/', '.')}.json`,
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

/** Base64 as on the wire → as people write it. */
export const uuidText = (base64: string): string =>
  Buffer.from(base64, 'base64')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

export type Paths = ReturnType<typeof paths>
