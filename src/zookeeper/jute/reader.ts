import { MantlError } from '../../errors.ts'

/** Reads jute. Every method throws MantlError 'zookeeper.malformed' rather than read past the end or believe an absurd length. */
export type JuteReader = {
  int(): number
  long(): bigint
  bool(): boolean
  buffer(): Buffer | undefined
  string(): string
  vector<T>(read: () => T): T[]
  /** Bytes not read yet. */
  left(): number
  rest(): Buffer
}

export const malformed = (what: string): MantlError =>
  new MantlError('zookeeper.malformed', `ZooKeeper sent ${what}`, { retryable: true })

export const juteReader = (bytes: Buffer): JuteReader => {
  let at = 0

  const take = (count: number): number => {
    if (count < 0 || count > bytes.length - at) throw malformed(`a record cut off at byte ${at} of ${bytes.length}`)
    at += count
    return at - count
  }

  const reader: JuteReader = {
    int: () => bytes.readInt32BE(take(4)),
    long: () => bytes.readBigInt64BE(take(8)),
    bool: () => bytes[take(1)] !== 0,
    buffer: () => {
      const length = reader.int()
      if (length === -1) return undefined
      const start = take(length)
      return bytes.subarray(start, start + length)
    },
    string: () => reader.buffer()?.toString('utf8') ?? '',
    vector: read => {
      const length = reader.int()
      if (length < -1 || length > bytes.length - at)
        throw malformed(`a list of ${length} items in ${bytes.length} bytes`)
      return Array.from({ length: Math.max(length, 0) }, read)
    },
    left: () => bytes.length - at,
    rest: () => bytes.subarray(at),
  }
  return reader
}
