import { readdirSync, readFileSync } from 'node:fs'

/**
 * Megabytes of physical memory, each shared page divided by those who share it, of these processes and all that they started, of which `counts` says
 * so. Shims are nobody's children: all of this machine count.
 */
export const pssOf = (roots: readonly number[], counts: (commandLine: string) => boolean = () => true): number => {
  const pids = withDescendants(roots).filter(pid => counts(read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')))
  return pids.reduce((sum, pid) => sum + kilobytes(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+)/m), 0) / 1024
}

export const rssOf = (pid: number): number => kilobytes(`/proc/${pid}/status`, /^VmRSS:\s+(\d+)/m) / 1024

export const countOf = (roots: readonly number[]): number => withDescendants(roots).length

/** Milliseconds of processor that the process has used, and those of its children that have ended. */
export const cpuOf = (pid: number): number => {
  const text = read(`/proc/${pid}/stat`)
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0)
}

const kilobytes = (file: string, pattern: RegExp): number => Number(pattern.exec(read(file))?.[1] ?? 0)

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

const isShim = (pid: number): boolean => read(`/proc/${pid}/cmdline`).split('\0').includes('mantl-shim')

const withDescendants = (roots: readonly number[]): number[] => {
  const pids = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
  const parents = new Map(
    pids.map(pid => [pid, Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0)] as const),
  )
  const found = new Set([...roots, ...pids.filter(isShim)])
  for (let before = 0; before !== found.size; ) {
    before = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  return [...found]
}
