import { readFileSync } from 'node:fs'
import { isRunning, signalProcess } from '../linux/processes.ts'

/**
 * To a container's first process, if it is still that one. Where script(1) stands before it, to give it a terminal, it is meant, and not
 * script.
 */
export const signalFirst = ({ pid, startTime }: { pid: number; startTime: number }, signal: number): void => {
  if (!isRunning(pid, startTime)) return
  const targets = isScript(pid) ? childrenOf(pid) : [pid]
  for (const target of targets) signalProcess(target, signal)
}

const isScript = (pid: number): boolean => readText(`/proc/${pid}/comm`) === 'script\n'

const childrenOf = (pid: number): readonly number[] =>
  readText(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
