import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { MantlError } from '../../../../errors.ts'
import { openOutput, openSandbox, pathOf, type SandboxPlace } from '../sandbox.ts'
import type { Descriptors } from '../streams/streams.ts'
import type { OwnRights } from './own-rights.ts'
import { planShim, type ShimPlan, type StartOrder } from './plan-shim.ts'
import type { ShimPrograms } from './programs.ts'
import { recordFile } from './record-files.ts'
import { type FirstWrite, shimArguments } from './shim.ts'

export interface ShimOrder extends StartOrder {
  /** Where the shim starts, and stdout and stderr are. */
  readonly sandbox: SandboxPlace
  readonly writes: readonly FirstWrite[]
  /** Closed here. */
  readonly streams?: Descriptors
  /** Both outputs go there. */
  readonly output?: 'stderr'
}

/** Throws MantlError follower.launch or follower.programs; nothing runs then. */
export const startShim = (
  folder: string,
  order: ShimOrder,
  programs: ShimPrograms,
  rights: OwnRights,
): ChildProcess => {
  const opened: number[] = Object.values(order.streams ?? {})
  try {
    const plan = planShim(folder, order, programs, rights, order.streams !== undefined)
    return spawnShim(folder, order, plan, programs, opened)
  } catch (cause) {
    if (cause instanceof MantlError) throw cause
    throw new MantlError('follower.launch', `the container could not be started: ${(cause as Error).message}`, {
      cause,
    })
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}

/** The script lies in a file before anything starts, so that a follower that dies in between leaves no half of it to run. */
const spawnShim = (
  folder: string,
  { key, sandbox, streams, output, spec, writes }: ShimOrder,
  plan: ShimPlan,
  programs: ShimPrograms,
  opened: number[],
): ChildProcess => {
  const keep = (descriptor: number) => {
    opened.push(descriptor)
    return descriptor
  }
  const scriptPath = recordFile(folder, key, 'script')
  writeFileSync(scriptPath, plan.script, { mode: 0o600 })
  const script = keep(openSync(scriptPath, 'r'))
  rmSync(scriptPath)
  const inside = pathOf(keep(openSandbox(sandbox)))
  const stdout = streams?.stdout ?? keep(openOutput(inside, output ?? 'stdout'))
  const stderr = streams?.stderr ?? (spec.process.terminal ? stdout : keep(openOutput(inside, 'stderr')))
  const words = keep(openSync(recordFile(folder, key, 'words'), 'a', 0o600))
  // Who only passes on how another ended has no word of its own for a signal.
  if (plan.passesOn) writeSync(words, 'passed on\n')
  const shim = spawn(programs.shell, shimArguments(plan.files, writes, plan.command), {
    cwd: inside,
    env: {},
    stdio: [script, stdout, words, stderr, ...(streams ? [streams.stdin] : [])],
    detached: true,
  })
  if (shim.pid === undefined) throw new MantlError('follower.launch', `${programs.shell} could not be started`)
  shim.on('error', () => {})
  shim.unref()
  return shim
}
