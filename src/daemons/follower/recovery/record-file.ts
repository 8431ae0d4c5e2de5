/**
 * PURE. Mesos' record files: each record is its length (4 bytes, the machine's order, on all machines that we run on the
 * little-endian one) and its bytes. A process that dies while it writes leaves half a record at the end.
 */
export const frameRecord = (bytes: Uint8Array): Uint8Array => {
  const framed = new Uint8Array(4 + bytes.length)
  new DataView(framed.buffer).setUint32(0, bytes.length, true)
  framed.set(bytes, 4)
  return framed
}

/** The whole records, and how many bytes they take: what follows is half a record. */
export const splitRecords = (file: Uint8Array): { readonly records: readonly Uint8Array[]; readonly whole: number } => {
  const records: Uint8Array[] = []
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  let at = 0
  while (at + 4 <= file.length) {
    const length = view.getUint32(at, true)
    if (at + 4 + length > file.length) break
    records.push(file.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return { records, whole: at }
}
