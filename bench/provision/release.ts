import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import {
  type BuiltRelease,
  buildRelease,
  builtFrom,
  largePart,
  type Part,
} from '../../src/provisioning/release/build-release.ts'
import { openRelease, packRelease } from '../../src/provisioning/release/packed-release.ts'
import { releaseScripts } from '../../src/provisioning/release/scripts.ts'

/** What every tool brings to the hosts: the same files. `archive`: tar.gz of them, made beforehand as mantl keeps its own; `raw`: tar. */
export interface PackedRelease {
  readonly digest: string
  readonly archive: string
  readonly raw: string
  /** Absent: mantl's own release. Else the archive of another one, for mantl. */
  readonly packed?: string
  readonly rawBytes: number
  readonly archiveBytes: number
  /** What mantl sends of it to a host, by zstd; the others' archive is gzipped. */
  readonly sentBytes: number
}

/** mantl's own release, as it is kept in `cache`: its files compressed beforehand. */
export const ownRelease = (cache: string): Promise<BuiltRelease> => buildRelease('x86_64', cache, true)

/**
 * The design's fixed work: 60 MB of a program, 2 MB of another, and daemons that do nothing but answer as ours do. Packed as `mantl release
 * pack` does it, into `archive`.
 */
export const fixedRelease = async (folder: string, cache: string, archive: string): Promise<BuiltRelease> => {
  const program = await readFile(process.execPath)
  const libraries = [
    { path: 'lib/program', mode: 0o755, bytes: program.subarray(0, 60e6) },
    { path: 'lib/library', mode: 0o644, bytes: program.subarray(60e6, 62e6) },
  ]
  await packFiles([...libraries, ...answeringDaemons], folder, cache, archive)
  return openRelease(archive, 'x86_64', cache, true)
}

/** Those daemons alone, which a hundred hosts of one machine can hold, and what supervises them. Packed into `archive`. */
export const lightRelease = (folder: string, cache: string, archive: string): Promise<void> => {
  const scripts = [...releaseScripts()].filter(([path]) => path.startsWith('libexec/'))
  const supervisor = scripts.map(([path, text]): Content => ({ path, mode: 0o755, bytes: Buffer.from(text) }))
  return packFiles([...supervisor, ...answeringDaemons], folder, cache, archive)
}

interface Content {
  readonly path: string
  readonly mode: number
  readonly bytes: Uint8Array
}

const packFiles = async (files: readonly Content[], folder: string, cache: string, archive: string): Promise<void> => {
  const content = join(folder, 'content')
  const parts: Part[] = []
  for (const { path, mode, bytes } of files) {
    await mkdir(dirname(join(content, path)), { recursive: true })
    await writeFile(join(content, path), bytes)
    parts.push(await largePart({ path, mode }, join(content, path), cache, false))
  }
  await packRelease(builtFrom(parts, 'fixed'), 'x86_64', archive)
}

/** Every Debian has this much of perl. */
const answeringDaemon = `#!/usr/bin/perl
use IO::Socket::INET;
my $server = IO::Socket::INET->new(LocalPort => $ENV{MESOS_PORT}, Listen => 50, ReuseAddr => 1) or die "$!";
while (my $client = $server->accept) {
  sysread $client, my $asked, 4096;
  print $client "HTTP/1.0 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: 13\\r\\n\\r\\n{\\"id\\":\\"x-S1\\"}";
  close $client;
}
`

const answeringDaemons = ['bin/mesos-master', 'bin/mesos-slave'].map(
  (path): Content => ({ path, mode: 0o755, bytes: Buffer.from(answeringDaemon) }),
)

/** The same files for the other tools. */
export const packForPeers = async ({ release, blob }: BuiltRelease, folder: string): Promise<PackedRelease> => {
  const content = join(folder, 'release')
  let sentBytes = 0
  for (const { path, mode, sha256, size } of release.files) {
    sentBytes += (await blob(sha256).packed?.('zstd'))?.size ?? size
    await mkdir(dirname(join(content, path)), { recursive: true })
    await pipeline(blob(sha256).raw.open(), createWriteStream(join(content, path)))
    await chmod(join(content, path), mode)
  }
  const sums = release.files.map(({ sha256, path }) => `${sha256}  ${path}\n`).join('')
  await writeFile(join(content, '.sha256'), sums)
  await writeFile(join(content, '.complete'), '')
  const archive = join(folder, 'release.tar.gz')
  const raw = join(folder, 'release.tar')
  execFileSync('sh', ['-c', 'tar -cf "$2" -C "$1" . && gzip -1 < "$2" > "$3"', 'sh', content, raw, archive])
  return {
    digest: release.digest,
    archive,
    raw,
    rawBytes: release.files.reduce((sum, { size }) => sum + size, 0),
    archiveBytes: (await stat(archive)).size,
    sentBytes,
  }
}
