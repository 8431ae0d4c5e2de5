import { spawn } from 'node:child_process'
import { closeSync, constants } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../../errors.ts'
import type { Disk } from '../../disk/disk.ts'
import type { FileStep } from '../../disk/step.ts'
import { folderStep, openSandbox, outputStep, pathOf, type SandboxPlace, unwritable } from '../sandbox.ts'
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
  readonly disk: Disk
}

/**
 * Throws MantlError follower.launch or follower.programs; nothing runs then. True: it is no child of ours, so that `over` comes only where it
 * did not begin.
 */
export const startShim = async (makers: ShimMakers, order: ShimOrder, watch: ShimWatch): Promise<boolean> => {
  const opened: number[] = Object.values(order.streams ?? {})
  const close = () => {
    for (const descriptor of opened.splice(0)) closeSync(descriptor)
  }
  let handedOver = false
  try {
    const plan = planShim(makers.folder, order, makers.programs, makers.rights, order.streams !== undefined)
    const descriptors = await openAll(makers, order, plan, opened)
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

/** What is opened is added to `opened`. */
const openAll = async (
  { folder, disk }: ShimMakers,
  order: ShimOrder,
  plan: ShimPlan,
  opened: number[],
): Promise<Omit<StarterOrder, 'args'>> => {
  const { sandbox, streams, spec } = order
  const inner = sandbox.path === '' ? undefined : openSandbox(sandbox)
  if (inner !== undefined) opened.push(inner)
  const steps = openingSteps(folder, order, plan, inner)
  const kept = await disk.done(steps).catch(error => unwritable(join(sandbox.root, sandbox.path), error))
  opened.push(...Object.values(kept))
  const stdout = streams?.stdout ?? kept.stdout!
  const stderr = streams?.stderr ?? (spec.process.terminal ? stdout : kept.stderr!)
  return { folder: inner ?? kept.sandbox!, script: kept.script!, stdout, stderr, words: kept.words! }
}

/** The script lies in a file before anything starts, so that a follower that dies in between leaves no half of it to run. */
const openingSteps = (
  folder: string,
  { key, sandbox, streams, output, spec }: ShimOrder,
  plan: ShimPlan,
  inner: number | undefined,
): FileStep[] => {
  const script = recordFile(folder, key, 'script')
  const words = recordFile(folder, key, 'words')
  const outputAt = (name: string) => (inner === undefined ? { in: 'sandbox', name } : `${pathOf(inner)}/${name}`)
  return [
    ...plan.steps,
    { do: 'write', path: script, content: plan.script },
    { do: 'open', at: script, flags: O_RDONLY, as: 'script', keep: true },
    { do: 'remove', path: script },
    ...(inner === undefined ? [folderStep(sandbox.root, true)] : []),
    ...(streams?.stdout === undefined ? [outputStep(outputAt(output ?? 'stdout'), 'stdout', true)] : []),
    ...(streams?.stderr === undefined && !spec.process.terminal
      ? [outputStep(outputAt('stderr'), 'stderr', true)]
      : []),
    // Who only passes on how another ended has no word of its own for a signal.
    ...(plan.passesOn ? [{ do: 'append', path: words, content: 'passed on\n' } as const] : []),
    { do: 'open', at: words, flags: O_WRONLY | O_APPEND | O_CREAT, mode: 0o600, as: 'words', keep: true },
  ]
}

const { O_RDONLY, O_WRONLY, O_APPEND, O_CREAT } = constants

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
