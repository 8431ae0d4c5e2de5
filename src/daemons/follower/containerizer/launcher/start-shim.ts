import { spawn } from 'node:child_process'
import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { MantlError } from '../../../../errors.ts'
import { openOutput, openSandbox, pathOf, type SandboxPlace } from '../sandbox.ts'
import type { Descriptors } from '../streams/streams.ts'
import type { OwnRights } from './own-rights.ts'
import { planShim, type ShimPlan, type StartOrder } from './plan-shim.ts'
import type { ShimPrograms } from './programs.ts'
import { recordFile } from './record-files.ts'
import { type FirstWrite, shimArguments, shimScript } from './shim.ts'
import type { Starter, StarterOrder } from './starter.ts'

export interface ShimOrder extends StartOrder {
  /** Where the shim starts, and stdout and stderr are. */
  readonly sandbox: SandboxPlace
  readonly writes: readonly FirstWrite[]
  /** Closed here. */
  readonly streams?: Descriptors
  /** Both outputs go there. */
  readonly output?: 'stderr'
}

/** What becomes of a shim; `over`, once: it has ended, or has never begun. */
export interface ShimWatch {
  readonly begun: (pid: number) => void
  readonly over: () => void
}

/** Where all shims come from. */
export interface ShimMakers {
  /** Of the records. */
  readonly folder: string
  readonly programs: ShimPrograms
  readonly rights: OwnRights
  readonly starter?: Starter
}

/**
 * Throws MantlError follower.launch or follower.programs; nothing runs then. True: it is no child of ours, so that `over` comes only where it
 * did not begin.
 */
export const startShim = (makers: ShimMakers, order: ShimOrder, watch: ShimWatch): boolean => {
  const opened: number[] = Object.values(order.streams ?? {})
  const close = () => {
    for (const descriptor of opened.splice(0)) closeSync(descriptor)
  }
  let handedOver = false
  try {
    const plan = planShim(makers.folder, order, makers.programs, makers.rights, order.streams !== undefined)
    const descriptors = openAll(makers.folder, order, plan, opened)
    const args = shimArguments(plan.files, order.writes, plan.command)
    handedOver = order.streams === undefined && handOver(makers.starter, { ...descriptors, args }, watch, close)
    if (!handedOver) spawnShim(makers.programs, order, { ...descriptors, args }, watch)
    return handedOver
  } catch (cause) {
    if (cause instanceof MantlError) throw cause
    throw new MantlError('follower.launch', `the container could not be started: ${(cause as Error).message}`, {
      cause,
    })
  } finally {
    if (!handedOver) close()
  }
}

/** The script lies in a file before anything starts, so that a follower that dies in between leaves no half of it to run. */
const openAll = (
  folder: string,
  { key, sandbox, streams, output, spec }: ShimOrder,
  plan: ShimPlan,
  opened: number[],
): Omit<StarterOrder, 'args'> => {
  const keep = (descriptor: number) => {
    opened.push(descriptor)
    return descriptor
  }
  const scriptPath = recordFile(folder, key, 'script')
  writeFileSync(scriptPath, plan.script, { mode: 0o600 })
  const script = keep(openSync(scriptPath, 'r'))
  rmSync(scriptPath)
  const inside = keep(openSandbox(sandbox))
  const stdout = streams?.stdout ?? keep(openOutput(pathOf(inside), output ?? 'stdout'))
  const stderr = streams?.stderr ?? (spec.process.terminal ? stdout : keep(openOutput(pathOf(inside), 'stderr')))
  const words = keep(openSync(recordFile(folder, key, 'words'), 'a', 0o600))
  // Who only passes on how another ended has no word of its own for a signal.
  if (plan.passesOn) writeSync(words, 'passed on\n')
  return { folder: inside, script, stdout, stderr, words }
}

const handOver = (
  starter: Starter | undefined,
  order: StarterOrder,
  { begun, over }: ShimWatch,
  close: () => void,
): boolean =>
  starter?.start(order, pid => {
    close()
    if (pid === undefined) over()
    else begun(pid)
  }) ?? false

const spawnShim = (
  { shell }: ShimPrograms,
  { streams }: ShimOrder,
  { folder, script, stdout, words, stderr, args }: StarterOrder,
  { begun, over }: ShimWatch,
): void => {
  const shim = spawn(shell, ['-c', shimScript, 'mantl-shim', ...args], {
    cwd: pathOf(folder),
    env: {},
    stdio: [script, stdout, words, stderr, ...(streams ? [streams.stdin] : [])],
    detached: true,
  })
  shim.on('error', () => {})
  if (shim.pid === undefined) throw new MantlError('follower.launch', `${shell} could not be started`)
  shim.on('exit', over)
  shim.unref()
  begun(shim.pid)
}
