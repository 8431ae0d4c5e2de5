import { spawn } from 'node:child_process'
import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { becoming, endOf, environment, type Workplace } from './run-as.ts'

/** The content of a file of the machine, read with the rights of the task's user. Nobody has begun to read `output`. */
export const readLocal = async (
  { user, signal }: Workplace,
  path: string,
): Promise<{ readonly size: number; readonly output: Readable; readonly ended: Promise<void> }> => {
  const size = await sizeOfFile(path)
  const [program = '', ...args] = [...becoming(user), 'cat', '--', path]
  const child = spawn(program, args, {
    cwd: '/',
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(signal ? { signal } : {}),
    killSignal: 'SIGKILL',
  })
  const ended = endOf(child, 'cat')
  ended.catch(() => {}) // whoever takes the output asks for it in his own time
  return { size, output: child.stdout, ended }
}

/** Bytes. A folder is refused as Mesos' fetcher does (cp without -r). */
const sizeOfFile = async (path: string): Promise<number> => {
  const present = await stat(path).catch(() => undefined)
  if (present === undefined) throw new Error(`${path} does not exist`)
  if (!present.isFile()) throw new Error(`${path} is no file`)
  return present.size
}
