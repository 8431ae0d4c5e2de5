import { performance } from 'node:perf_hooks'

/** Milliseconds that one rendering may keep the event loop at a stretch. */
const STRETCH = 4
const CHUNK = 256 * 1024 // characters, or bytes, that are put together

export interface Slices {
  /** Runs through the pieces, in turn with all others that run, and puts them together to buffers of some size. */
  run(pieces: Iterable<string | Uint8Array>): Promise<Buffer[]>
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
  return {
    run: pieces => new Promise((resolve, reject) => add(gathering(pieces, now, resolve, reject))),
  }
}

const gathering = (
  pieces: Iterable<string | Uint8Array>,
  now: () => number,
  resolve: (buffers: Buffer[]) => void,
  reject: (error: unknown) => void,
): Job => {
  const iterator = pieces[Symbol.iterator]()
  const buffers: Buffer[] = []
  const store = gatherInto(buffers)
  const step = (end: number) => {
    try {
      do {
        const next = iterator.next()
        if (next.done) {
          store.flush()
          resolve(buffers)
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

const gatherInto = (buffers: Buffer[]) => {
  let text = ''
  const flush = () => {
    if (text !== '') buffers.push(Buffer.from(text, 'utf8'))
    text = ''
  }
  return {
    flush,
    put: (piece: string | Uint8Array) => {
      if (typeof piece !== 'string') {
        if (piece.length > 0) buffers.push(Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength))
        return
      }
      text += piece
      if (text.length >= CHUNK) flush()
    },
  }
}
