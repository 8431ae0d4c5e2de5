import { MantlError } from '../../../errors.ts'
import { runProgram } from './run-program.ts'

const timeoutMillis = 30_000

/** Mounts in the host's own namespace. Throws MantlError follower.mount with mount(8)'s words. */
export const mount = async (args: readonly string[], descriptors: readonly number[] = []): Promise<void> => {
  const { code, stderr } = await runProgram({ program: 'mount', args, descriptors, timeoutMillis })
  if (code !== 0) throw new MantlError('follower.mount', `mount ${args.join(' ')} failed: ${stderr.trim()}`)
}

const mostLayers = 8

/** Takes away whatever is mounted at `path`, layer by layer; nothing is fine too. */
export const unmountAll = async (path: string): Promise<void> => {
  for (let layer = 0; layer < mostLayers; layer++) {
    const { code } = await runProgram({ program: 'umount', args: ['--no-canonicalize', path], timeoutMillis })
    if (code !== 0) return
  }
}
