import * as z from 'zod'
import { MantlError } from '../../../../errors.ts'
import { largestConfig, parseImageConfig } from './image-config.ts'
import { largestManifest, mostLayers, parseJson } from './manifest.ts'
import type { ResolvedImage } from './source.ts'
import type { TarIndex } from './tar-index.ts'

const manifest = z.array(
  z.looseObject({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullish(),
    Layers: z.array(z.string()).max(mostLayers),
  }),
)

/**
 * An image that `docker save` wrote. `name`: `repository:tag`, looked for where the archive holds several. Layers are known by the digests that
 * its configuration gives. Throws MantlError follower.image.
 */
export const resolveDockerArchive = async (archive: TarIndex, name: string): Promise<ResolvedImage> => {
  const images = manifest.safeParse(parseJson(await archive.readText('manifest.json', largestManifest)))
  if (!images.success) throw new MantlError('follower.image', 'the manifest.json of its archive is malformed')
  const { data } = images
  const image = data.find(({ RepoTags }) => RepoTags?.includes(name)) ?? (data.length === 1 ? data[0] : undefined)
  if (image === undefined) throw new MantlError('follower.image', `its archive holds several images, none of that name`)
  const config = parseImageConfig(await archive.readText(image.Config, largestConfig))
  if ('problem' in config) throw new MantlError('follower.image', config.problem)
  if (config.diffIds.length !== image.Layers.length) {
    throw new MantlError('follower.image', 'its archive holds other layers than its configuration says')
  }
  return {
    config: config.run,
    layers: image.Layers.map((layer, index) => ({
      digest: config.diffIds[index] as string,
      size: archive.sizeOf(layer),
      open: async () => archive.read(layer),
    })),
  }
}
