import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { isAlive, type ProcStat, parseProcStat } from './proc-stat.ts'

/** One process, or `undefined` when there is none (any more). */
export const readProcess = (pid: number): ProcStat | undefined => {
  try {
    return parseProcStat(readOnce(`/proc/${pid}/stat`))
  } catch {
    return undefined
  }
}

/** More than a `stat` can hold. */
const room = Buffer.allocUnsafe(4096)

/** A third of what readFileSync takes for a file of the kernel's: thousands are read a second when many containers end. */
const readOnce = (path: string): string => {
  const file = openSync(path, 'r')
  try {
    return room.toString('latin1', 0, readSync(file, room, 0, room.length, 0))
  } finally {
    closeSync(file)
  }
}

export const isRunning = (pid: number, startTime: number): boolean => {
  const stat = readProcess(pid)
  return stat !== undefined && stat.startTime === startTime && isAlive(stat)
}

const sliceMillis = 5
/** The part of all time that goes into scans when one follows the other; the more containers end meanwhile, the more share one. */
const part = 1 / 4
/** What may be saved up for a few kills in a row. */
const mostMillis = 100
let scan: Promise<readonly ProcStat[]> | undefined
let saved = { millis: mostMillis, at: 0 }

/** All processes. Those who ask while a scan has not begun yet share it, so that a hundred kills cost one scan. */
export const allProcesses = (): Promise<readonly ProcStat[]> => {
  scan ??= affordable().then(() => {
    scan = undefined
    return paidScan()
  })
  return scan
}

const affordable = (): Promise<unknown> => {
  const { millis } = savedNow()
  return millis < 0 ? setTimeout(-millis / part) : setImmediate()
}

const savedNow = (): typeof saved => {
  const at = performance.now()
  return { millis: Math.min(saved.millis + (at - saved.at) * part, mostMillis), at }
}

/** On a machine so busy that a scan takes seconds containers are to end all the same. */
const paidScan = async (): Promise<readonly ProcStat[]> => {
  const begun = performance.now()
  const found = await scanAll()
  const { millis, at } = savedNow()
  saved = { millis: Math.max(millis - (at - begun), -mostMillis), at }
  return found
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
export const hasEnvironment = (pid: number, text: string): boolean => environment(pid).includes(text)

/** What the process was started with under this name. Not permitted, or gone: nothing. */
export const environmentOf = (pid: number, name: string): string | undefined =>
  environment(pid)
    .find(pair => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1)

const environment = (pid: number): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    return []
  }
}
