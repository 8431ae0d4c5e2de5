import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { MantlError } from '../../../errors.ts'
import { unmountAll } from '../linux/mounts.ts'
import { runProgram } from '../linux/run-program.ts'

const timeoutMillis = 30_000

/** A network namespace that lives as long as `file`, with its loopback up. Throws MantlError follower.network. */
export const makeNamespace = async (file: string): Promise<void> => {
  if (isNamespace(file)) return
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(file, '')
  const args = [`--net=${file}`, 'ip', 'link', 'set', 'lo', 'up']
  const { code, stderr } = await runProgram({ program: 'unshare', args, timeoutMillis })
  if (code !== 0) {
    throw new MantlError('follower.network', `no network namespace can be made: ${stderr.trim()}`, {
      hint: 'it needs unshare (util-linux) and ip (iproute2)',
    })
  }
}

export const removeNamespace = async (file: string): Promise<void> => {
  if (isNamespace(file)) await unmountAll(file)
  rmSync(file, { force: true })
}

/** A handle of a namespace, and not the empty file that a reboot leaves of it. */
export const isNamespace = (file: string): boolean =>
  statSync(file, { throwIfNoEntry: false })?.dev === statSync('/proc/self/ns/net').dev
