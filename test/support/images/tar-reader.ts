import { parsePax } from '../../../src/daemons/follower/images/layers/pax.ts'
import {
  blockBytes,
  paddingOf,
  parseHeader,
  type TarHeader,
} from '../../../src/daemons/follower/images/layers/tar-header.ts'

export interface ReadEntry extends TarHeader {
  readonly content: string
  readonly pax: Readonly<Record<string, string>>
}

/** The members of an archive that our own code wrote; throws where it is none. */
export const readTar = (archive: Buffer): readonly ReadEntry[] => {
  const entries: ReadEntry[] = []
  let pax: Record<string, string> = {}
  for (let at = 0; ; ) {
    const block = archive.subarray(at, at + blockBytes)
    if (block.length < blockBytes) throw new Error('no end')
    if (block.every(byte => byte === 0)) return entries
    const header = parseHeader(block)
    if (header === undefined) throw new Error(`no header at ${at}`)
    const content = archive.subarray(at + blockBytes, at + blockBytes + header.size)
    at += blockBytes + header.size + paddingOf(header.size)
    if (header.type === 'x') pax = Object.fromEntries(parsePax(content))
    else {
      const { path = header.name, linkpath = header.link, ...others } = pax
      entries.push({ ...header, name: path, link: linkpath, content: content.toString(), pax: others })
      pax = {}
    }
  }
}
