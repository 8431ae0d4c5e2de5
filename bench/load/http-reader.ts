/** PURE. An HTTP/1.1 message before its body. `text`: start line and headers as they came. */
export interface Head {
  readonly start: string
  readonly text: string
}

export interface HttpReaderOptions {
  readonly onHead: (head: Head) => void
  readonly onBody: (bytes: Buffer) => void
  readonly onEnd: () => void
}

const HEAD_END = Buffer.from('\r\n\r\n')
const LINE_END = Buffer.from('\r\n')
const LONGEST_HEAD = 64 * 1024

type Part = 'head' | 'sized' | 'chunk-size' | 'chunk' | 'chunk-end' | 'trailer'

/** Takes requests, or responses, of one connection apart, however they are cut. Throws for what is none. */
export const createHttpReader = ({ onHead, onBody, onEnd }: HttpReaderOptions) => {
  let rest: Buffer = Buffer.alloc(0)
  let part: Part = 'head'
  let missing = 0

  const finish = () => {
    part = 'head'
    onEnd()
  }

  const line = (end: Buffer): string | undefined => {
    const at = rest.indexOf(end)
    if (at < 0 && rest.length > LONGEST_HEAD) throw new Error('a line without an end')
    if (at < 0) return undefined
    const text = rest.toString('latin1', 0, at)
    rest = rest.subarray(at + end.length)
    return text
  }

  const body = (): boolean => {
    if (rest.length === 0) return false
    const piece = rest.subarray(0, missing)
    rest = rest.subarray(piece.length)
    missing -= piece.length
    onBody(piece)
    return missing === 0
  }

  /** False: more bytes are needed. */
  const parts: Record<Part, () => boolean> = {
    head: () => {
      const text = line(HEAD_END)
      if (text === undefined) return false
      const end = text.indexOf('\r\n')
      onHead({ start: end < 0 ? text : text.slice(0, end), text })
      missing = Number(/\r\ncontent-length: *(\d+)/i.exec(text)?.[1] ?? 0)
      if (/\r\ntransfer-encoding: *chunked/i.test(text)) part = 'chunk-size'
      else if (missing > 0) part = 'sized'
      else finish()
      return true
    },
    sized: () => {
      if (!body()) return false
      finish()
      return true
    },
    'chunk-size': () => {
      const text = line(LINE_END)
      if (text === undefined) return false
      missing = Number.parseInt(text, 16)
      if (!(missing >= 0)) throw new Error(`'${text}' is no length of a chunk`)
      part = missing === 0 ? 'trailer' : 'chunk'
      return true
    },
    chunk: () => {
      if (!body()) return false
      part = 'chunk-end'
      return true
    },
    'chunk-end': () => {
      if (line(LINE_END) === undefined) return false
      part = 'chunk-size'
      return true
    },
    trailer: () => {
      const text = line(LINE_END)
      if (text === undefined) return false
      if (text === '') finish()
      return true
    },
  }

  return {
    push: (chunk: Buffer): void => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      while (rest.length > 0 && parts[part]()) {}
    },
  }
}
