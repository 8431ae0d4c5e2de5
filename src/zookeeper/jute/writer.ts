/** Writes jute, ZooKeeper's record encoding: big-endian integers, strings and buffers with an int32 length, -1 for none. */
export type JuteWriter = {
  int(value: number): JuteWriter
  long(value: bigint): JuteWriter
  bool(value: boolean): JuteWriter
  buffer(value: Uint8Array | undefined): JuteWriter
  string(value: string): JuteWriter
  vector<T>(items: readonly T[], write: (item: T) => void): JuteWriter
  /** What was written, with the int32 length in front that every packet has. */
  frame(): Buffer
  bytes(): Buffer
}

const lengthPrefix = 4

export const juteWriter = (capacity = 256): JuteWriter => {
  let out = Buffer.allocUnsafe(capacity + lengthPrefix)
  let end = lengthPrefix

  const room = (bytes: number): number => {
    const start = end
    end += bytes
    if (end > out.length) {
      const larger = Buffer.allocUnsafe(Math.max(end, out.length * 2))
      out.copy(larger, 0, 0, start)
      out = larger
    }
    return start
  }

  const writer: JuteWriter = {
    int: value => {
      const at = room(4)
      out.writeInt32BE(value, at)
      return writer
    },
    long: value => {
      const at = room(8)
      out.writeBigInt64BE(value, at)
      return writer
    },
    bool: value => {
      const at = room(1)
      out[at] = value ? 1 : 0
      return writer
    },
    buffer: value => {
      writer.int(value === undefined ? -1 : value.length)
      if (value !== undefined) {
        const at = room(value.length)
        out.set(value, at)
      }
      return writer
    },
    string: value => {
      const length = Buffer.byteLength(value)
      writer.int(length)
      const at = room(length)
      out.write(value, at, length, 'utf8')
      return writer
    },
    vector: (items, write) => {
      writer.int(items.length)
      for (const item of items) write(item)
      return writer
    },
    bytes: () => out.subarray(lengthPrefix, end),
    frame: () => {
      out.writeInt32BE(end - lengthPrefix, 0)
      return out.subarray(0, end)
    },
  }
  return writer
}
