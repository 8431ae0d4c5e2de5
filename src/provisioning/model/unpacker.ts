/**
 * The programs of a host that can unpack what is sent compressed, the best first. zstd costs a host a quarter of gunzip's time and sends a
 * fifth less. Few hosts have the program zstd; Debian's and Ubuntu's dpkg-deb holds the same library and unpacks a package on its
 * stdin, so there the bytes travel as the data of a package (deb(5)).
 */
export const unpackers = ['zstd', 'dpkg-deb', 'gunzip'] as const
export type Unpacker = (typeof unpackers)[number]

/** From the packed bytes on stdin to the file's on stdout. All of them check a sum of the whole and fail where it differs. */
export const unpackArgv: Readonly<Record<Unpacker, readonly string[]>> = {
  zstd: ['zstd', '-dcq'],
  'dpkg-deb': ['dpkg-deb', '--fsys-tarfile', '-'],
  gunzip: ['gunzip', '-c'],
}

/** What stands in a package before and after its data of `size` bytes, a zstd frame. The package has no control files: nobody installs it. */
export const packageAround = (size: number): { readonly before: string; readonly after: string } => ({
  before: `!<arch>\n${member('debian-binary', 4)}2.0\n${member('control.tar', 0)}${member('data.tar.zst', size)}`,
  after: size % 2 === 0 ? '' : '\n',
})

/** Name, time, owner, group, mode and size as ar has them. */
const member = (name: string, size: number): string =>
  `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(size).padEnd(10)}\`\n`

/** `packed` (base64) is `text` as one zstd frame with its checksum: whether a program unpacks it shows more than its version does. */
export const zstdSample = { text: 'mantl', packed: 'KLUv/SQFKQAAbWFudGwFW/ps' } as const
