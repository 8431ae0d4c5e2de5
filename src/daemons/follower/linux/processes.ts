import { readdirSync, readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { isAlive, type ProcStat, parseProcStat } from './proc-stat.ts'

/** One process, or `undefined` when there is none (any more). */
export const readProcess = (pid: number): ProcStat | undefined => {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return undefined
  }
}

export const isRunning = (pid: number, startTime: number): boolean => {
  const stat = readProcess(pid)
  return stat !== undefined && stat.startTime === startTime && isAlive(stat)
}

const sliceMillis = 5
let scan: Promise<readonly ProcStat[]> | undefined

/** All processes. Those who ask while a scan has not begun yet share it, so that a hundred kills cost one scan. */
export const allProcesses = (): Promise<readonly ProcStat[]> => {
  scan ??= setImmediate().then(() => {
    scan = undefined
    return scanAll()
  })
  return scan
}

const scanAll = async (): Promise<readonly ProcStat[]> => {
  const found: ProcStat[] = []
  let sliceEnds = performance.now() + sliceMillis
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readProcess(Number(name))
    if (stat) found.push(stat)
    if (performance.now() > sliceEnds) {
      await setImmediate()
      sliceEnds = performance.now() + sliceMillis
    }
  }
  return found
}

/** The signal reaches nobody when the process is gone; that is fine. */
export const signalProcess = (pid: number, signal: NodeJS.Signals | number): boolean => {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

/** Whether the process was started with this text in its environment. Not permitted, or gone: no. */
export const hasEnvironment = (pid: number, text: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(text)
  } catch {
    return false
  }
}
