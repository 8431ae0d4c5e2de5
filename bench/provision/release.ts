import { execFileSync } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { chmod, mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { buildRelease } from '../../src/provisioning/release/build-release.ts'

/** What every tool brings to the hosts: the same files. `archive`: tar.gz of them, made beforehand as mantl keeps its own; `raw`: tar. */
export interface PackedRelease {
  readonly digest: string
  readonly archive: string
  readonly raw: string
  readonly rawBytes: number
  readonly archiveBytes: number
}

/** Builds mantl's release into `cache`, compressed parts too, and packs the same files into `folder` for the others. */
export const packRelease = async (folder: string, cache: string): Promise<PackedRelease> => {
  const { release, blob } = await buildRelease('x86_64', cache, true)
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
