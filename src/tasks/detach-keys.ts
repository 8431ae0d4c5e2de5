/** Ctrl-P, Ctrl-Q. */
const sequence = [0x10, 0x11]

export interface DetachKeys {
  /** What of the typed bytes is for the other side, and whether the keys were among them. */
  take(typed: Uint8Array): { readonly pass: Uint8Array; readonly detach: boolean }
}

/** PURE. The first key is held back until the next shows what it was. */
export const createDetachKeys = (): DetachKeys => {
  let seen = 0
  return {
    take: typed => {
      const pass: number[] = []
      for (const byte of typed) {
        if (byte === sequence[seen]) {
          seen += 1
          if (seen === sequence.length) return { pass: Uint8Array.from(pass), detach: true }
          continue
        }
        pass.push(...sequence.slice(0, seen))
        seen = byte === sequence[0] ? 1 : 0
        if (seen === 0) pass.push(byte)
      }
      return { pass: Uint8Array.from(pass), detach: false }
    },
  }
}
