import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Lab } from '../../../hosts/lab.ts'
import { type Controller, environment, program, type Run } from '../controller.ts'

/** Commands of mantl, without what a process costs to start: what a round asks before and after its fault. */
export interface Resident {
  /** As Controller's; one at a time. */
  mantl(...args: readonly string[]): Promise<Run>
  close(): Promise<void>
}

export const resident = (lab: Lab, { folder }: Controller): Resident => {
  const child = lab.runInside([process.execPath, join(import.meta.dirname, 'resident-program.ts'), program], {
    env: environment(folder),
    cwd: folder,
    reject: false,
    stderr: 'inherit',
  })
  const answers = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  let busy = false
  return {
    mantl: async (...args) => {
      busy = true
      child.stdin!.write(`${JSON.stringify(args)}\n`)
      const { value, done } = await answers.next()
      busy = false
      if (done) throw new Error(`it ended at ${args.join(' ')}`)
      return JSON.parse(value) as Run
    },
    close: async () => {
      if (busy) child.kill('SIGKILL') // a test gave up on it
      child.stdin!.end()
      await child
    },
  }
}
