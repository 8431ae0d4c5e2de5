import { constants } from 'node:os'

/** What the shim has written down, read back. */
export interface StartRecord {
  readonly pid: number
  readonly startTime: number
  readonly shim: number
}

/** `signal` is set when one ended the process; `status` is in the form that wait(2) gives. */
export interface EndRecord {
  readonly status: number
  readonly exitCode?: number
  readonly signal?: number
}

/** A line without its end is half-written: no record. */
export const parseStart = (text: string): StartRecord | undefined => {
  const match = /^(\d+) (\d+) (\d+)\n/.exec(text)
  return match === null ? undefined : { pid: Number(match[1]), startTime: Number(match[2]), shim: Number(match[3]) }
}

/**
 * A shell gives 128 + n for signal n as well as for a program that returned just that. It says a word about the signal,
 * but for SIGINT and SIGPIPE, which count as signals always.
 */
export const parseEnd = (text: string, words: string): EndRecord | undefined => {
  const match = /^(\d+)\n/.exec(text)
  if (match === null) return undefined
  const code = Number(match[1]) & 0xff
  const signal = code - 128
  const silent = signal === constants.signals.SIGINT || signal === constants.signals.SIGPIPE
  if (signal > 0 && signal <= 64 && (silent || words.trim() !== '')) return signalled(signal)
  return { status: code << 8, exitCode: code }
}

export const signalled = (signal: number): EndRecord => ({ status: signal, signal })

/** The shell's exit status when the shim's child could not even start: no cgroup to join, no place for its record. */
export const couldNotStart = 125
