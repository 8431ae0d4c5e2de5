/** One thing that happened to one node. */
export interface TraceLine {
  /** Which of all that happened, counted from 1. */
  readonly number: number
  /** Virtual ms since the run began. */
  readonly at: number
  readonly node: string
  readonly what: string
  /** Ids that it is about: agents, frameworks, tasks. */
  readonly subjects: readonly string[]
}

/** Works the ids out when somebody asks for them. */
export type Subjects = () => readonly string[]

export interface Trace {
  add(node: string, what: string, subjects?: Subjects): void
  readonly count: number
  /** Of all lines so far: two runs with the same hash went the same way. */
  hash(): string
  /** The latest lines about any of these; of all when none is named. Oldest first. */
  about(subjects: readonly string[], most: number): TraceLine[]
}

const KEPT = 20_000
const nobody: Subjects = () => []

/** Keeps a hash (FNV-1a, 2 × 32 bits) of everything and the latest lines themselves. `hear` gets each line. */
export const createTrace = (now: () => number, hear?: (line: TraceLine) => void): Trace => {
  const lines: (Omit<TraceLine, 'subjects'> & { readonly subjects: Subjects })[] = []
  let count = 0
  let low = 0x811c9dc5
  let high = 0x9e3779b9

  const mix = (text: string) => {
    for (let i = 0; i < text.length; i++) {
      low = Math.imul(low ^ text.charCodeAt(i), 0x01000193)
      high = Math.imul(high ^ low, 0x85ebca6b)
    }
  }
  return {
    add: (node, what, subjects = nobody) => {
      const line = { number: ++count, at: now(), node, what, subjects }
      low = Math.imul(low ^ line.at, 0x01000193)
      mix(node)
      mix(what)
      lines[count % KEPT] = line
      hear?.({ ...line, subjects: subjects() })
    },
    get count() {
      return count
    },
    hash: () => [high, low].map(part => (part >>> 0).toString(16).padStart(8, '0')).join(''),
    about: (subjects, most) => {
      const found: TraceLine[] = []
      for (let number = count; number > Math.max(count - KEPT, 0) && found.length < most; number--) {
        const line = lines[number % KEPT]!
        const about = line.subjects()
        if (subjects.length === 0 || about.some(subject => subjects.includes(subject))) {
          found.push({ ...line, subjects: about })
        }
      }
      return found.reverse()
    },
  }
}

export const traceText = ({ number, at, node, what, subjects }: TraceLine): string =>
  `${String(number).padStart(7)} ${(at / 1000).toFixed(3).padStart(9)}s ${node.padEnd(4)} ${[what, ...subjects].join(' ')}`
