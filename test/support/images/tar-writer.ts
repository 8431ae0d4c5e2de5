/** One member of a tar archive, written as it is said: names and links are not looked at, so hostile ones can be made too. */
export interface TarEntry {
  readonly name: string
  readonly type?: 'file' | 'folder' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo'
  readonly content?: string | Uint8Array
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly link?: string
  readonly device?: readonly [major: number, minor: number]
  /** Records of a pax header before it. */
  readonly pax?: Readonly<Record<string, string>>
}

const block = 512
const typeFlags = { file: '0', hardlink: '1', symlink: '2', char: '3', block: '4', folder: '5', fifo: '6' } as const

/** A tar archive (ustar, with pax headers where they are asked for or a name is long). */
export const tarOf = (entries: readonly TarEntry[]): Buffer =>
  Buffer.concat([...entries.flatMap(membersOf), Buffer.alloc(2 * block)])

const membersOf = (entry: TarEntry): readonly Buffer[] => {
  const long = {
    ...(Buffer.byteLength(entry.name) > 100 ? { path: entry.name } : {}),
    ...(Buffer.byteLength(entry.link ?? '') > 100 ? { linkpath: entry.link ?? '' } : {}),
  }
  const pax = { ...long, ...entry.pax }
  const records = Buffer.concat(Object.entries(pax).map(([key, value]) => paxRecord(key, value)))
  const before = records.length === 0 ? [] : [header({ name: 'pax', content: records }, 'x'), padded(records)]
  const content = Buffer.from(entry.content ?? '')
  return [...before, header({ ...entry, content }, typeFlags[entry.type ?? 'file']), padded(content)]
}

const paxRecord = (key: string, value: string): Buffer => {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  let length = rest
  while (String(length).length + rest !== length) length = String(length).length + rest
  return Buffer.from(`${length} ${key}=${value}\n`)
}

const padded = (content: Buffer): Buffer =>
  Buffer.concat([content, Buffer.alloc((block - (content.length % block)) % block)])

const header = (entry: TarEntry & { readonly content: Uint8Array }, typeFlag: string): Buffer => {
  const bytes = Buffer.alloc(block)
  const text = (value: string, at: number, length: number) => Buffer.from(value).copy(bytes, at, 0, length)
  const octal = (value: number, at: number, length: number) =>
    text(`${value.toString(8).padStart(length - 1, '0')}\0`, at, length)
  text(entry.name, 0, 100)
  octal(entry.mode ?? (typeFlag === '5' ? 0o755 : 0o644), 100, 8)
  octal(entry.uid ?? 0, 108, 8)
  octal(entry.gid ?? 0, 116, 8)
  octal(entry.content.length, 124, 12)
  octal(1_000_000_000, 136, 12)
  text(typeFlag, 156, 1)
  text(entry.link ?? '', 157, 100)
  text('ustar\x0000', 257, 8)
  octal(entry.device?.[0] ?? 0, 329, 8)
  octal(entry.device?.[1] ?? 0, 337, 8)
  text('        ', 148, 8)
  octal(
    bytes.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  )
  return bytes
}
