import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import type { ProcessRef } from './process-tree.ts'
import { isRunning, readProcess, signalProcess } from './processes.ts'

/**
 * To a container's first process, if it is still that one. Where script(1) stands before it, to give it a terminal, it is meant, and not
 * script. The first process of a pid namespace is spared by the kernel what ends others that have said nothing of the signal: it ends all
 * the same. While it is crun's yet, which holds signals back, what it gets is lost as soon as it becomes the program: it gets it then.
 */
export const signalFirst = (first: ProcessRef, signal: NodeJS.Signals | number, tries = mostTries): void => {
  const { pid, startTime } = first
  if (!isRunning(pid, startTime)) return
  if (tries > 0 && signal !== 'SIGKILL' && signal !== constants.signals.SIGKILL && isNamed(pid, 'crun')) {
    setTimeout(() => signalFirst(first, signal, tries - 1), retryMillis).unref()
    return
  }
  const targets = isNamed(pid, 'script') ? childrenOf(pid) : [pid]
  for (const target of targets) signalProcess(target, wouldEnd(target, signal) ? 'SIGKILL' : signal)
}

/** Ten seconds: by then it is a program of that name, or hangs. */
const [mostTries, retryMillis] = [1_000, 10]

/** Those that stand between a shim and the first process: they pass on what they get, so that it would come twice. */
export const startersOf = (first: ProcessRef | undefined): readonly number[] => {
  const starters: number[] = []
  let at = first === undefined ? undefined : readProcess(first.pid)?.ppid
  while (at !== undefined && (isNamed(at, 'crun') || isNamed(at, 'script'))) {
    starters.push(at)
    at = readProcess(at)?.ppid
  }
  return starters
}

const harmless = new Set(['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'])

/** The first of a pid namespace, and a signal that it neither catches nor ignores and that ends others. */
const wouldEnd = (pid: number, signal: NodeJS.Signals | number): boolean => {
  const number = typeof signal === 'number' ? signal : constants.signals[signal]
  const name = Object.entries(constants.signals).find(([, value]) => value === number)?.[0]
  if (number < 1 || (name !== undefined && harmless.has(name))) return false
  const status = readText(`/proc/${pid}/status`)
  if (!/^NSpid:(\t\d+)+\t1$/m.test(status)) return false
  return !['SigIgn', 'SigCgt', 'SigBlk'].some(mask => (maskIn(status, mask) >> BigInt(number - 1)) & 1n)
}

const maskIn = (status: string, name: string): bigint =>
  BigInt(`0x${new RegExp(`^${name}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1] ?? '0'}`)

const isNamed = (pid: number, name: string): boolean => readText(`/proc/${pid}/comm`) === `${name}\n`

const childrenOf = (pid: number): readonly number[] =>
  readText(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
