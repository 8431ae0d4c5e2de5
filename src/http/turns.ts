/**
 * What comes in is dealt with for some ms at a time; then the event loop has its turn: timers, other connections, answers on their way. A thousand
 * messages that arrive at once would stop it for as long as they take together.
 */
export interface Turns {
  /** This turn has had its share. */
  spent(): boolean
  /** It has, or others wait already: who comes now stands in line. */
  crowded(): boolean
  /** In a later turn, after those who wait already. Who is run so asks `spent`, and gets something done first. */
  later(run: () => void): void
}

const SHARE_MS = 10

export const createTurns = (share = SHARE_MS, now: () => number = () => performance.now()): Turns => {
  let line: (() => void)[] = []
  /** Of the present turn; undefined: none has begun. */
  let end: number | undefined

  const begin = () => {
    end = now() + share
    setImmediate(next)
  }
  const next = () => {
    end = undefined
    if (line.length === 0) return
    begin()
    let done = 0
    while (done < line.length && !spent()) line[done++]!()
    line = line.slice(done)
  }
  const spent = () => {
    if (end === undefined) begin()
    return now() >= end!
  }
  return {
    spent,
    crowded: () => line.length > 0 || spent(),
    later: run => {
      line.push(run)
      if (end === undefined) begin()
    },
  }
}
