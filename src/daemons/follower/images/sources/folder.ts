import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { MantlError } from '../../../../errors.ts'
import { formatReference, type ImageReference, versionOf } from '../names/reference.ts'
import { resolveDockerArchive } from './docker-archive.ts'
import { layoutInArchive, layoutInFolder, resolveLayout } from './oci-layout.ts'
import type { ResolvedImage } from './source.ts'
import { openTarIndex } from './tar-index.ts'

/**
 * An image in the folder that --docker_registry names, the first that is there of: `<name>:<tag>.tar` and `<name>.tar`, archives of
 * `docker save` or of an OCI layout; `<name>:<tag>` and `<name>`, folders with an OCI layout. The grammar of names keeps them
 * within the folder. Throws MantlError follower.image.
 */
export const resolveInFolder = async (
  folder: string,
  reference: ImageReference,
  arch: string,
): Promise<ResolvedImage> => {
  const name = formatReference(reference)
  const bare = name.slice(0, name.length - versionOf(reference).length - 1)
  for (const candidate of [name, bare]) {
    const path = join(folder, candidate)
    const archive = `${path}.tar`
    if ((await stat(archive).catch(() => undefined))?.isFile()) return inArchive(archive, reference, arch)
    if ((await stat(join(path, 'index.json')).catch(() => undefined))?.isFile()) {
      return resolveLayout(await layoutInFolder(path), versionOf(reference), arch)
    }
  }
  throw new MantlError('follower.image', `${folder} holds neither ${name}.tar nor an OCI layout ${bare}`)
}

const inArchive = async (path: string, reference: ImageReference, arch: string): Promise<ResolvedImage> => {
  const archive = await openTarIndex(path)
  const { registry: _, ...unqualified } = reference
  if (archive.has('manifest.json')) return resolveDockerArchive(archive, formatReference(unqualified))
  if (archive.has('index.json')) return resolveLayout(await layoutInArchive(archive), versionOf(reference), arch)
  throw new MantlError('follower.image', `${path} holds neither what docker save writes nor an OCI layout`)
}
