import { MantlError } from '../../errors.ts'
import type { Login } from './leader.ts'
import { operatorCall } from './operator.ts'

/** A file of a task's sandbox, read through its follower. */
export interface SandboxFile {
  /** `host:port` of the follower. */
  readonly agent: string
  readonly path: string
}

/** The newest run's folder of an executor; a command task's executor has the task's own id. */
export const sandboxPath = (frameworkId: string, executorId: string, file: string): string =>
  `/frameworks/${frameworkId}/executors/${executorId}/runs/latest/${file}`

/**
 * The bytes of the file from `offset` on, at most 64 KiB; none at its end. READ_FILE and not /files/read, whose JSON cannot
 * carry bytes that are no UTF-8. Throws `http.not_found` where there is no such file, and what `operatorCall` throws.
 */
export const readSandbox = async ({ agent, path }: SandboxFile, offset: number, login?: Login): Promise<Buffer> => {
  const call = { type: 'READ_FILE', read_file: { path, offset, length: 65_536 } }
  const answer = (await operatorCall(agent, call, login)) as { readonly read_file?: { readonly data?: unknown } }
  const data = answer?.read_file?.data ?? ''
  if (typeof data === 'string') return Buffer.from(data, 'base64')
  throw new MantlError('http.malformed', `${agent} answered READ_FILE with something else`)
}
