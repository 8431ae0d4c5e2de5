/** PURE. Puts small pieces together to buffers of at least `size` bytes; large ones stay as they are, without a copy. */
export const gatherer = (size: number, large = size / 16) => {
  const buffers: Buffer[] = []
  let small: Uint8Array[] = []
  let bytes = 0
  const flush = () => {
    if (small.length > 0) buffers.push(Buffer.concat(small))
    small = []
    bytes = 0
  }
  return {
    put: (piece: Uint8Array): void => {
      if (piece.length >= large) {
        flush()
        buffers.push(Buffer.from(piece.buffer as ArrayBuffer, piece.byteOffset, piece.length))
      } else if (piece.length > 0) {
        small.push(piece)
        bytes += piece.length
        if (bytes >= size) flush()
      }
    },
    /** Everything so far. */
    take: (): Buffer[] => {
      flush()
      return buffers
    },
  }
}
