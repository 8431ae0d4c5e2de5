import { execFile } from 'node:child_process'
import { readFileSync, readlinkSync } from 'node:fs'
import type { TerminalSize } from './container-io.ts'

/** Programs that give a command a terminal, as absolute paths: Node can make none, and script(1) is on every Debian. */
export interface TerminalPrograms {
  readonly script: string
  readonly stty: string
}

/**
 * The program and its arguments, run on a terminal of its own: script(1) copies its standard input to that and what comes from it to its
 * standard output, ends as the program ends and with its exit code (128 + n for signal n). It takes the shell that runs the program from
 * SHELL: `shell`, what the container shall find there, is put back.
 */
export const wrapInTerminal = (
  args: readonly string[],
  { rows, columns }: TerminalSize,
  { script, stty }: TerminalPrograms,
  shell?: string,
): readonly string[] => {
  const lines = [
    ...(rows > 0 && columns > 0 ? [`${quote(stty)} rows ${rows} cols ${columns} 2>/dev/null`] : []),
    shell === undefined ? 'unset SHELL' : `export SHELL=${quote(shell)}`,
    `exec ${args.map(quote).join(' ')}`,
  ]
  return ['/usr/bin/env', 'SHELL=/bin/sh', script, '-qefc', lines.join('; '), '/dev/null']
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/**
 * Tells the terminal of a container how large it is now, and by that its programs (SIGWINCH). `pid`: the container's first process, or
 * script(1) before it. False: it has no terminal.
 */
export const resizeTerminal = async (stty: string, pid: number, { rows, columns }: TerminalSize): Promise<boolean> => {
  const terminal = [pid, ...childrenOf(pid)].map(terminalOf).find(path => path !== undefined)
  if (terminal === undefined) return false
  return new Promise(resolve => {
    const size = ['rows', String(rows), 'cols', String(columns)]
    execFile(stty, ['-F', terminal, ...size], { timeout: 5_000 }, error => resolve(error === null))
  })
}

const childrenOf = (pid: number): readonly number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/** By the descriptor and not by its name, which means another terminal where the container has its own /dev/pts. */
const terminalOf = (pid: number): string | undefined => {
  const path = `/proc/${pid}/fd/0`
  try {
    return /^\/dev\/pts\/\d+$/.test(readlinkSync(path)) ? path : undefined
  } catch {
    return undefined
  }
}
