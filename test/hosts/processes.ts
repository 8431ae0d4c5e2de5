import { readdir, readFile, readlink, stat } from 'node:fs/promises'

/** A process that cannot be mistaken for a later one with the same id. `started`: clock ticks since the machine's boot. */
export interface ProcessIdentity {
  readonly pid: number
  readonly started: string
  readonly boot: string
}

export const identify = async (pid: number): Promise<ProcessIdentity | undefined> => {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8')
    // Field 2, the program's name, may hold spaces and parentheses: count from its end.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z') return undefined
    return { pid, started: fields[19] ?? '', boot: await bootId() }
  } catch {
    return undefined
  }
}

export const bootId = async (): Promise<string> => (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()

export const isAlive = async (identity: ProcessIdentity): Promise<boolean> => {
  const now = await identify(identity.pid)
  return now?.started === identity.started && now.boot === identity.boot
}

/** Does nothing when the process is gone already. */
export const kill = (pid: number, signal: NodeJS.Signals = 'SIGKILL'): void => {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Ids of all processes in any of these network namespaces (names as in /run/netns). */
export const processesInNetworks = async (names: readonly string[]): Promise<number[]> => {
  const inodes = new Set<string>()
  for (const name of names) {
    const found = await stat(`/run/netns/${name}`).catch(() => undefined)
    if (found) inodes.add(`net:[${found.ino}]`)
  }
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const links = await Promise.all(pids.map(pid => readlink(`/proc/${pid}/ns/net`).catch(() => '')))
  return pids.filter((_, index) => inodes.has(links[index] ?? '')).map(Number)
}

/** What takes moments may take so long where much else is going on. */
const patience = 60_000

/** Asks `done` until it says true; false when `milliseconds` have passed before. */
export const until = async (done: () => Promise<boolean>, milliseconds = patience): Promise<boolean> => {
  const end = performance.now() + milliseconds
  while (!(await done())) {
    if (performance.now() > end) return false
    await new Promise(resolve => setTimeout(resolve, 15))
  }
  return true
}
