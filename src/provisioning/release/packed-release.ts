import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { copyFile, lstat, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { MantlError } from '../../errors.ts'
import { type BuiltRelease, builtFrom, digestOf, largePart } from './build-release.ts'
import { isThere } from './is-there.ts'

const run = promisify(execFile)
const manifestName = 'release.json'

const manifestSchema = z.object({
  mantl: z.literal('release'),
  version: z.string().max(100),
  architecture: z.string().regex(/^\w+$/),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  files: z
    .array(
      z.object({
        path: z.string().regex(/^(bin|lib|libexec)\/[\w.-]+$/),
        mode: z.number().int().min(0).max(0o777),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        size: z.number().int().nonnegative(),
      }),
    )
    .max(100),
})

type Manifest = z.output<typeof manifestSchema>

/**
 * Writes a release into one archive, from which another machine, or a later mantl, can roll it out: tar, gzipped, with release.json and
 * the files as hosts get them. The file must be new. Throws MantlError release.unwritable.
 */
export const packRelease = async (built: BuiltRelease, architecture: string, file: string): Promise<void> => {
  const folder = await mkdtemp(join(dirname(file), '.mantl-release-')).catch(unwritable(file))
  try {
    const { release } = built
    for (const part of release.files) await copyPart(built, part.sha256, join(folder, part.path))
    const manifest: Manifest = { mantl: 'release', architecture, ...release, files: [...release.files] }
    await writeFile(join(folder, manifestName), `${JSON.stringify(manifest, null, 2)}\n`)
    await writeFile(file, '', { flag: 'wx' })
    await run('tar', ['-czf', file, '-C', folder, manifestName, ...release.files.map(({ path }) => path)])
  } catch (cause) {
    unwritable(file)(cause)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const unwritable =
  (file: string) =>
  (cause: unknown): never => {
    throw new MantlError('release.unwritable', `${file} cannot be written: ${(cause as Error).message}`, { cause })
  }

const copyPart = async (built: BuiltRelease, sha256: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true })
  const { raw, localPath } = built.blob(sha256)
  if (localPath !== undefined) return copyFile(localPath, to)
  await pipeline(raw.open(), createWriteStream(to))
}

/** What an archive holds, for hosts of its architecture. Unpacked once into the cache. Throws MantlError release.unreadable. */
export const openRelease = async (
  file: string,
  architecture: string,
  cache: string,
  compress: boolean,
): Promise<BuiltRelease> => {
  const folder = await unpacked(file, cache)
  const manifest = await manifestIn(folder, file)
  if (manifest.architecture !== architecture) {
    throw new MantlError(
      'release.no_node',
      `${file} is for ${manifest.architecture} hosts, and this one is ${architecture}`,
    )
  }
  const parts = await Promise.all(
    manifest.files.map(({ path, mode }) => largePart({ path, mode }, join(folder, path), cache, compress)),
  )
  const files = parts.map(part => part.file)
  const sound = files.every(({ sha256 }, index) => sha256 === manifest.files[index]?.sha256)
  if (!sound || digestOf(files) !== manifest.digest) throw damaged(file, 'its files are not those that it lists')
  return builtFrom(parts, manifest.version)
}

/** By the archive's identity, as digests are kept: a file that was replaced is unpacked anew. */
const unpacked = async (file: string, cache: string): Promise<string> => {
  const found = await stat(file).catch((cause: Error) => {
    throw damaged(file, cause.message)
  })
  const folder = join(cache, 'releases', `${found.ino}-${found.size}-${Math.round(found.mtimeMs)}`)
  if (await isThere(folder)) return folder
  const temporary = `${folder}.${randomUUID()}`
  await mkdir(temporary, { recursive: true })
  try {
    await run('tar', ['-xzf', file, '-C', temporary, '--no-same-owner', '--no-same-permissions'])
    await rename(temporary, folder)
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true })
    if (!(await isThere(folder))) throw damaged(file, `it is no archive of a release (${lastLine(cause as Error)})`)
  }
  return folder
}

const manifestIn = async (folder: string, file: string): Promise<Manifest> => {
  const text = await readFile(join(folder, manifestName), 'utf8').catch(() => {
    throw damaged(file, `it holds no ${manifestName}`)
  })
  try {
    const manifest = manifestSchema.parse(JSON.parse(text))
    for (const { path } of manifest.files) {
      if (!(await lstat(join(folder, path))).isFile()) throw new Error(`${path} is no file`)
    }
    return manifest
  } catch (cause) {
    throw damaged(file, `its ${manifestName} is not sound`, cause)
  }
}

const damaged = (file: string, what: string, cause?: unknown): MantlError =>
  new MantlError('release.unreadable', `${file} cannot be rolled out: ${what}`, {
    hint: 'mantl release pack writes such archives',
    cause,
  })

const lastLine = ({ message }: Error): string => message.trim().split('\n').at(-1) ?? message
