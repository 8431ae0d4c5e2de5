import { setTimeout as pause } from 'node:timers/promises'
import type { Login } from '../mesos/clients/leader.ts'
import { readSandbox, type SandboxFile } from '../mesos/clients/sandbox.ts'

/**
 * Hands on what is written to the file, until `ended` and its end is reached. A follower that does not answer, or a file that
 * is not there yet, is asked again.
 */
export const followOutput = async (
  file: SandboxFile,
  write: (text: string) => void,
  ended: () => boolean,
  login?: Login,
): Promise<void> => {
  let offset = 0
  let failures = 0
  for (let wait = 20; ; wait = Math.min(wait * 1.3, 500)) {
    const last = ended()
    const data = await readSandbox(file, offset, login).catch(() => undefined)
    failures = data === undefined ? failures + 1 : 0
    if (data) {
      write(data)
      offset += Buffer.byteLength(data)
      wait = 20
      continue
    }
    if (last && (data === '' || failures > 3)) return
    await pause(wait)
  }
}
