import { setTimeout as pause } from 'node:timers/promises'
import type { Login } from '../mesos/clients/leader.ts'
import { readSandbox, type SandboxFile } from '../mesos/clients/sandbox.ts'

/**
 * Hands on what is written to the file, until `ended` and its end is reached; the next part is read when `write` is done with
 * this one. A follower that does not answer, or a file that is not there yet, is asked again; after the end only some times,
 * and then its error is thrown.
 */
export const followOutput = async (
  file: SandboxFile,
  write: (chunk: Uint8Array) => Promise<void> | void,
  ended: () => boolean,
  login?: Login,
): Promise<void> => {
  let offset = 0
  let failures = 0
  for (let wait = shortest; ; wait = Math.min(wait * 1.3, longest)) {
    const last = ended()
    const chunk = await readSandbox(file, offset, login).catch((error: unknown) => {
      failures += 1
      if (last && failures > patience) throw error
    })
    if (chunk === undefined) {
      await pause(wait)
      continue
    }
    failures = 0
    if (chunk.length === 0 && last) return
    if (chunk.length > 0) {
      await write(chunk)
      offset += chunk.length
      wait = shortest
      continue
    }
    await pause(wait)
  }
}

/** Milliseconds between two looks at a file that does not grow. */
const shortest = 20
const longest = 500
const patience = 3
