/**
 * How a persistent sh says where one command's output ends and the next one's begins. PURE.
 *
 *   stdout:  <output> RS <nonce> SP <number> SP <exit code> LF
 *   stderr:  <output> RS <nonce> SP <number> LF
 *
 * RS is 0x1e, the nonce 32 hex digits from a cryptographic source, a new one for each shell. It stands only in the text that
 * the shell reads, in no variable, argument or environment, so that no program's output can be mistaken for a frame.
 */
export const frameStart = (nonce: string): Buffer => Buffer.from(`\x1e${nonce} `, 'latin1')

/** The sh text that runs `body` (one compound command) and closes its frames. */
export const framed = (nonce: string, number: number, body: string): string =>
  `${body}\nprintf '\\036${nonce} ${number} %s\\n' $?;printf '\\036${nonce} ${number}\\n' >&2\n`

/** One stream's part of one command. */
export interface Frame {
  readonly number: number
  /** Only on stdout. */
  readonly exitCode?: number
  readonly output: Buffer
  readonly truncated: boolean
}

export interface FrameReader {
  /** The frames that these bytes complete. */
  push(chunk: Uint8Array): Frame[]
  /** Output since the last frame: what a command had said when its shell ended. */
  rest(): Frame
}

/** `limit`: bytes of output to keep for the command of that number; memory never exceeds it by more than one chunk. */
export const createFrameReader = (nonce: string, limit: (number: number) => number): FrameReader => {
  const start = frameStart(nonce)
  let number = 0
  let kept: Buffer[] = []
  let keptBytes = 0
  let truncated = false
  let pending: Buffer = Buffer.alloc(0)

  const keep = (bytes: Buffer): void => {
    const room = limit(number) - keptBytes
    if (bytes.length > room) truncated = true
    const part = bytes.subarray(0, Math.max(0, room))
    if (part.length === 0) return
    kept.push(part)
    keptBytes += part.length
  }
  const take = (): Frame => {
    const frame = { number, output: Buffer.concat(kept), truncated }
    kept = []
    keptBytes = 0
    truncated = false
    return frame
  }
  /** Takes one frame off `pending`; undefined when it holds no whole one. */
  const next = (): Frame | undefined => {
    const at = pending.indexOf(start)
    const end = at < 0 ? -1 : pending.indexOf(0x0a, at + start.length)
    if (end < 0) {
      const safe = at < 0 ? possibleStart(pending, start) : at
      keep(pending.subarray(0, safe))
      pending = pending.subarray(safe)
      return undefined
    }
    const [named, exitCode] = pending.toString('latin1', at + start.length, end).split(' ')
    number = Number(named)
    keep(pending.subarray(0, at))
    pending = pending.subarray(end + 1)
    const frame = take()
    number += 1
    return exitCode === undefined ? frame : { ...frame, exitCode: Number(exitCode) }
  }

  return {
    push(chunk) {
      pending = pending.length === 0 ? Buffer.from(chunk) : Buffer.concat([pending, chunk])
      const frames: Frame[] = []
      for (let frame = next(); frame; frame = next()) frames.push(frame)
      return frames
    },
    rest() {
      keep(pending)
      pending = Buffer.alloc(0)
      return take()
    },
  }
}

/** Where a frame's start may begin at the end of `bytes`; their length when it can't. */
const possibleStart = (bytes: Buffer, start: Buffer): number => {
  const from = Math.max(0, bytes.length - start.length + 1)
  for (let at = bytes.indexOf(0x1e, from); at >= 0; at = bytes.indexOf(0x1e, at + 1))
    if (bytes.subarray(at).equals(start.subarray(0, bytes.length - at))) return at
  return bytes.length
}
