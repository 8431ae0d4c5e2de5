/** What /proc/<pid>/stat tells (man 5 proc). Times in ticks of 10 ms. */
export interface ProcStat {
  readonly pid: number
  readonly state: string
  readonly ppid: number
  readonly session: number
  readonly userTicks: number
  readonly systemTicks: number
  readonly threads: number
  /** Since boot. With the pid it names a process for good: pids are used again, never both. */
  readonly startTime: number
  readonly rssPages: number
}

/** The program's name stands in parentheses and may itself hold spaces and parentheses. `undefined`: not such a text. */
export const parseProcStat = (text: string): ProcStat | undefined => {
  const end = text.lastIndexOf(')')
  const pid = Number.parseInt(text, 10)
  if (end < 0 || Number.isNaN(pid)) return undefined
  const fields = text.slice(end + 2).split(' ')
  const number = (field: number) => Number(fields[field - 3])
  if (fields.length < 22 || Number.isNaN(number(22))) return undefined
  return {
    pid,
    state: fields[0]!,
    ppid: number(4),
    session: number(6),
    userTicks: number(14),
    systemTicks: number(15),
    threads: number(20),
    startTime: number(22),
    rssPages: number(24),
  }
}

/** A zombie has ended: only its parent has not asked yet. */
export const isAlive = (stat: ProcStat): boolean => stat.state !== 'Z' && stat.state !== 'X'
