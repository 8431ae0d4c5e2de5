import { quotePrintf } from '../../../transport/quote.ts'
import type { FactKind } from '../../model/fact.ts'
import { packageAround, type Unpacker, unpackArgv, unpackers, zstdSample } from '../../model/unpacker.ts'

/** A release's folder: where it stands complete nobody asks what it could be unpacked with. */
export interface UnpackerQuestion {
  readonly release: string
}

/** The best program on the host to unpack what is sent compressed; undefined where there is none, or no need for one. */
export const unpacker: FactKind<UnpackerQuestion, Unpacker | undefined> = {
  name: 'releases/unpacker',
  subject: () => 'the programs that unpack what is sent',
  command: ({ release }) => ({ script, args: [`${release}/.complete`], inline: true }),
  read: ({ stdout }) => unpackers.find(name => name === stdout.trim()),
}

const frame = Buffer.from(zstdSample.packed, 'base64')
const { before, after } = packageAround(frame.length)
const inPackage = Buffer.concat([Buffer.from(before), frame, Buffer.from(after)])

/** sh: whether the program unpacks the sample. */
const trial = (name: Unpacker, packed: Uint8Array): string =>
  `[ "$(printf ${quotePrintf(packed)} | ${unpackArgv[name].join(' ')} 2>/dev/null)" = ${zstdSample.text} ]`

const script = `if [ -f "$1" ]; then :
elif ${trial('zstd', frame)}; then echo zstd
elif ${trial('dpkg-deb', inPackage)}; then echo dpkg-deb
elif command -v gunzip >/dev/null; then echo gunzip
fi`
