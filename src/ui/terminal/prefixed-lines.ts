/** Puts a prefix before each line, however the text is cut into chunks. */
export interface Prefixer {
  /** The lines that are whole now. */
  push(chunk: Uint8Array): string
  /** The last line, where it has no line break, with one. */
  end(): string
}

/** A line longer than this is cut in two: memory stays bounded. In characters. */
const longest = 65_536

export const createPrefixer = (prefix: string): Prefixer => {
  const decoder = new TextDecoder()
  let rest = ''
  return {
    push: chunk => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop() ?? ''
      if (rest.length > longest) {
        lines.push(rest)
        rest = ''
      }
      return lines.map(line => `${prefix}${line}\n`).join('')
    },
    end: () => {
      const line = rest + decoder.decode()
      rest = ''
      return line === '' ? '' : `${prefix}${line}\n`
    },
  }
}
