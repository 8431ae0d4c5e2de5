import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

export const program = join(import.meta.dirname, '../../bin/mantl.js')

export interface Result {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** As users have it: oclif is more talkative under test. The editor changes nothing. */
const environment = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_ENV|VITEST|MANTL_|NO_COLOR$)/.test(name)),
  ),
  VISUAL: 'true',
}

/** The real program, off a terminal. */
export const mantl = (args: readonly string[]): Result => run([program, ...args])

/** What many command lines give, in one process. */
export const manyLines = (lines: readonly (readonly string[])[]): Result[] =>
  JSON.parse(run([join(import.meta.dirname, 'many-lines.ts')], JSON.stringify(lines)).stdout) as Result[]

const run = (args: readonly string[], input?: string): Result => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env: environment, input })
  return { status, stdout, stderr }
}
