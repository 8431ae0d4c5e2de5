import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Daemons, startDaemons } from './daemons.ts'

let close = async (): Promise<void> => {}

/** Runs a benchmark with a folder of its own; that goes afterwards, and daemons that still run, also when somebody interrupts. */
export const inFolder = async (name: string, work: (folder: string) => Promise<void>): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), `mantl-bench-${name}-`))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, async () => {
      await close()
      remove()
      process.exit(130)
    })
  try {
    await work(folder)
  } finally {
    remove()
  }
}

/** Ends them afterwards. */
export const withDaemons = async (
  work: (daemons: Daemons) => Promise<void>,
  ...start: Parameters<typeof startDaemons>
): Promise<void> => {
  const daemons = await startDaemons(...start)
  close = daemons.close
  try {
    await work(daemons)
  } finally {
    await daemons.close()
  }
}
