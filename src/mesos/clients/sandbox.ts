import { getJson, type Login } from './leader.ts'

/** A file of a task's sandbox, read through its follower. */
export interface SandboxFile {
  /** `host:port` of the follower. */
  readonly agent: string
  readonly path: string
}

/** The newest run's folder of an executor; a command task's executor has the task's own id. */
export const sandboxPath = (frameworkId: string, executorId: string, file: string): string =>
  `/frameworks/${frameworkId}/executors/${executorId}/runs/latest/${file}`

/** What stands in the file from `offset` (bytes) on, at most 64 KiB; '' at its end. */
export const readSandbox = async ({ agent, path }: SandboxFile, offset: number, login?: Login): Promise<string> => {
  const query = new URLSearchParams({ path, offset: String(offset), length: '65536' })
  const { data } = (await getJson(agent, `/files/read?${query}`, login)) as { data: string }
  return data
}

/** Bytes in the file. */
export const sandboxSize = async ({ agent, path }: SandboxFile, login?: Login): Promise<number> => {
  const { offset } = (await getJson(agent, `/files/read?${new URLSearchParams({ path, offset: '-1' })}`, login)) as {
    offset: number
  }
  return offset
}
