import { spawn } from 'node:child_process'
import type { Writable } from 'node:stream'
import { MantlError } from '../../../../errors.ts'

const keptErrorText = 2_000

/**
 * Runs a program to its end; `feed` writes its standard input. Throws MantlError follower.image with what it said, or what `feed` threw
 * where that was the cause.
 */
export const runProgram = async (args: readonly string[], feed?: (input: Writable) => Promise<void>): Promise<void> => {
  const [program = '', ...rest] = args
  const child = spawn(program, rest, {
    env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    stdio: [feed ? 'pipe' : 'ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', text => {
    said = (said + text).slice(0, keptErrorText)
  })
  const ended = new Promise<Error | undefined>(resolve => {
    child.on('error', error => resolve(failed(`${program} can't be run: ${error.message}`)))
    child.on('close', code => resolve(code === 0 ? undefined : failed(said.trim() || `${program} ended with ${code}`)))
  })
  const fed = child.stdin && feed ? feed(child.stdin).catch((error: Error) => stop(child, error)) : undefined
  const [problem, end] = await Promise.all([fed, ended])
  // A program that has ended early says more than the pipe that broke.
  if (problem && !(end && isBrokenPipe(problem))) throw problem
  if (end) throw end
}

const stop = (child: { kill(signal: 'SIGKILL'): boolean }, error: Error): Error => {
  if (!isBrokenPipe(error)) child.kill('SIGKILL')
  return error
}

const isBrokenPipe = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'EPIPE' || error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE'

const failed = (message: string) => new MantlError('follower.image', message.replace(/\.$/, ''))
