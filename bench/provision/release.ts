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

/** What every tool brings to the hosts: the same files. `archive`: tar.gz of them, made beforehand as mantl keeps its own; `raw`: tar. */
export interface PackedRelease {
  readonly digest: string
  readonly archive: string
  readonly raw: string
  /** Absent: mantl's own release. Else the archive of another one, for mantl. */
  readonly packed?: string
  readonly rawBytes: number
  readonly archiveBytes: number
}

/** mantl's own release, as it is kept in `cache`: its files compressed beforehand. */
export const ownRelease = (cache: string): Promise<BuiltRelease> => buildRelease('x86_64', cache, true)

/**
 * The design's fixed work: 60 MB of a program, 2 MB of another, and daemons that do nothing but answer as ours do. Packed as `mantl release
 * pack` does it, into `archive`.
 */
export const fixedRelease = async (folder: string, cache: string, archive: string): Promise<BuiltRelease> => {
  const content = join(folder, 'fixed')
  const part = async (path: string, mode: number, bytes: Uint8Array): Promise<Part> => {
    await mkdir(dirname(join(content, path)), { recursive: true })
    await writeFile(join(content, path), bytes)
    return largePart({ path, mode }, join(content, path), cache, false)
  }
  const program = await readFile(process.execPath)
  const daemon = Buffer.from(answeringDaemon)
  const parts = [
    await part('lib/program', 0o755, program.subarray(0, 60e6)),
    await part('lib/library', 0o644, program.subarray(60e6, 62e6)),
    ...(await Promise.all(['bin/mesos-master', 'bin/mesos-slave'].map(path => part(path, 0o755, daemon)))),
  ]
  await packRelease(builtFrom(parts, 'fixed'), 'x86_64', archive)
  return openRelease(archive, 'x86_64', cache, true)
}

const answeringDaemon = `#!/usr/bin/python3 -IS
import os, socket
server = socket.create_server(('0.0.0.0', int(os.environ['MESOS_PORT'])))
while True:
    client, _ = server.accept()
    client.recv(4096)
    client.sendall(b'HTTP/1.0 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: 13\\r\\n\\r\\n{"id":"x-S1"}')
    client.close()
`

/** The same files for the other tools. */
export const packForPeers = async ({ release, blob }: BuiltRelease, folder: string): Promise<PackedRelease> => {
  const content = join(folder, 'release')
  for (const { path, mode, sha256 } of release.files) {
    await blob(sha256).packed?.('zstd')
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
  }
}
