import { performance } from 'node:perf_hooks'
import { gatherer } from './render/gather.ts'

/** Milliseconds that one rendering may keep the event loop at a stretch. */
const STRETCH = 4
const CHUNK = 256 * 1024 // characters, or bytes, that are put together

export interface Slices {
  /** Runs through the pieces, in turn with all others that run, and puts them together to buffers of some size. */
  run(pieces: Iterable<string | Uint8Array>): Promise<Buffer[]>
  /** The same for work that leads to a value. */
  value<T>(work: Generator<unknown, T>): Promise<T>
}

/** Pieces without content, one for each rest of the work. */
function* resting<T>(work: Generator<unknown, T>, tell: (value: T) => void): Generator<string> {
  for (let next = work.next(); ; next = work.next()) {
    if (next.done) return tell(next.value)
    yield ''
  }
}

interface Job {
  /** Works until `end`; true: it is done. */
  readonly step: (end: number) => boolean
}

/**
 * Long work in short stretches: one stretch a turn of the event loop, however many jobs wait, so that nothing else waits for longer than
 * one of them. Each job gets its stretch in turn.
 */
export const createSlices = (now: () => number = () => performance.now()): Slices => {
  const jobs: Job[] = []
  const turn = () => {
    const job = jobs.shift()!
    if (!job.step(now() + STRETCH)) jobs.push(job)
    if (jobs.length > 0) setImmediate(turn)
  }
  const add = (job: Job) => {
    if (jobs.push(job) === 1) setImmediate(turn)
  }
  const run: Slices['run'] = pieces => new Promise((resolve, reject) => add(gathering(pieces, now, resolve, reject)))
  return {
    run,
    value: async <T>(work: Generator<unknown, T>) => {
      const done: T[] = []
      await run(resting(work, value => void done.push(value)))
      return done[0]!
    },
  }
}

const gathering = (
  pieces: Iterable<string | Uint8Array>,
  now: () => number,
  resolve: (buffers: Buffer[]) => void,
  reject: (error: unknown) => void,
): Job => {
  const iterator = pieces[Symbol.iterator]()
  const store = textAndBytes()
  const step = (end: number) => {
    try {
      do {
        const next = iterator.next()
        if (next.done) {
          resolve(store.take())
          return true
        }
        store.put(next.value)
      } while (now() < end)
      return false
    } catch (error) {
      reject(error)
      return true
    }
  }
  return { step }
}

const textAndBytes = () => {
  const bytes = gatherer(CHUNK)
  let text = ''
  const flush = () => {
    if (text !== '') bytes.put(Buffer.from(text, 'utf8'))
    text = ''
  }
  return {
    put: (piece: string | Uint8Array) => {
      if (typeof piece !== 'string') {
        flush()
        bytes.put(piece)
      } else {
        text += piece
        if (text.length >= CHUNK) flush()
      }
    },
    take: () => {
      flush()
      return bytes.take()
    },
  }
}
