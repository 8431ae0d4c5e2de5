import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Runs `work` while holding an exclusive lock on `file`; waits for others. A holder that dies, however, lets go of it. */
export const withLock = async <T>(file: string, work: () => Promise<T>): Promise<T> => {
  await mkdir(dirname(file), { recursive: true })
  // The lock lives as long as `cat`, and that as long as our end of its stdin.
  const holder = spawn('flock', [file, 'sh', '-c', 'echo locked; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  try {
    return await work()
  } finally {
    const gone = once(holder, 'exit')
    holder.stdin.end()
    await gone
  }
}
