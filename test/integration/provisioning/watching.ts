import { setTimeout as pause } from 'node:timers/promises'
import type { Lab } from '../../hosts/lab.ts'
import type { Controller } from './controller.ts'

/** Paths that came and went. */
export const difference = (earlier: readonly string[], later: readonly string[]) => ({
  added: later.filter(path => !earlier.includes(path)),
  gone: earlier.filter(path => !later.includes(path)),
})

/** Until the run's stderr matches; fails when it ends before. */
export const firstOutput = (run: ReturnType<Controller['start']>, pattern: RegExp): Promise<void> =>
  new Promise((resolve, reject) => {
    let said = ''
    run.stderr!.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (pattern.test(said)) resolve()
    })
    void run.then(() => reject(new Error(`it ended before it said ${pattern}: ${said}`)))
  })

/** Arguments of all processes on all hosts, looked at again and again. */
export const watchArgv = (lab: Lab) => {
  let going = true
  let seen = ''
  const watching = (async () => {
    while (going) {
      for (const host of lab.hosts) seen += (await host.exec(['ps', '-A', '-ww', '-o', 'args='])).stdout
      await pause(50)
    }
  })()
  return {
    seen: () => seen,
    stop: async () => {
      going = false
      await watching
    },
  }
}
