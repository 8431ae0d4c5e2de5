import type { Logger } from '../../../../runtime/logger.ts'
import type { Timer } from '../../../../runtime/metrics.ts'
import type { ResolvedImage } from '../sources/source.ts'
import { planGc } from './gc-plan.ts'
import type { LayerStore } from './layer-store.ts'
import { readStoredImages, type StoredImage, writeStoredImages } from './stored-images.ts'

/** An image by the name under which it is kept, and how to get it. */
export interface WantedImage {
  readonly key: string
  /** Tells apart who asks: what one may have is not given to another while it is being pulled. */
  readonly secretKey: string
  /** Whether what is here already will do. */
  readonly cached: boolean
  resolve(): Promise<ResolvedImage>
}

/** Held: none of its layers goes before `release` was called, once. */
export interface HeldImage extends StoredImage {
  release(): void
}

export interface ImageStore {
  /** Throws MantlError follower.image. */
  acquire(image: WantedImage): Promise<HeldImage>
  /** Forgets images, and removes layers that nobody holds. `used`: layers of containers. */
  prune(excluded: ReadonlySet<string>, used: ReadonlySet<string>): Promise<void>
}

export interface ImageStoreOptions {
  readonly layers: LayerStore
  /** The file with the list of images. */
  readonly list: string
  /** How long pulls take. */
  readonly pulls: Timer
  readonly log: Logger
}

export const createImageStore = ({ layers, list, pulls, log }: ImageStoreOptions): ImageStore => {
  const read = readStoredImages(list)
  if (read === undefined) log.warning(`${list} is no list of images of ours: all images are pulled again`)
  const images = read ?? new Map<string, StoredImage>()
  const flights = new Map<string, Promise<StoredImage>>()
  const holds = new Map<string, number>()

  const hold = (folders: readonly string[]): (() => void) => {
    for (const folder of folders) holds.set(folder, (holds.get(folder) ?? 0) + 1)
    return () => {
      for (const folder of folders) {
        const left = (holds.get(folder) ?? 1) - 1
        if (left === 0) holds.delete(folder)
        else holds.set(folder, left)
      }
    }
  }

  const pull = async ({ key, resolve }: WantedImage): Promise<StoredImage> => {
    const ended = pulls.start()
    log.info(`pulling the image ${key}`)
    const found = await resolve()
    const names = found.layers.map(({ digest }) => digest.replace(':', '-'))
    const letGo = hold(names)
    try {
      const got = await Promise.allSettled(found.layers.map(layer => layers.get(layer)))
      const failed = got.find(one => one.status === 'rejected')
      if (failed) throw failed.reason
      const image = { layers: onceEach(names), config: found.config }
      images.set(key, image)
      writeStoredImages(list, images)
      ended()
      return image
    } finally {
      // Those who wait for this take hold of the layers before.
      setImmediate(letGo)
    }
  }

  const flightOf = (wanted: WantedImage): Promise<StoredImage> => {
    const name = `${wanted.key} ${wanted.secretKey}`
    const known = flights.get(name)
    if (known) return known
    const flight = pull(wanted).finally(() => flights.delete(name))
    flights.set(name, flight)
    return flight
  }

  return {
    acquire: async wanted => {
      const known = wanted.cached ? images.get(wanted.key) : undefined
      const image = known?.layers.every(layers.has) ? known : await flightOf(wanted)
      return { ...image, release: hold(image.layers) }
    },
    prune: async (excluded, used) => {
      const contents = {
        images: new Map([...images].map(([key, image]) => [key, image.layers])),
        layers: layers.list(),
      }
      const plan = planGc(contents, excluded, new Set([...used, ...holds.keys()]))
      for (const key of plan.images) images.delete(key)
      // First the list: an image without its layers would be believed to be there.
      writeStoredImages(list, images)
      log.info(`removing ${plan.images.length} images and ${plan.layers.length} layers`)
      await layers.remove(plan.layers)
    },
  }
}

/** overlayfs takes no folder twice. The upper one brings again all that the lower one would. */
const onceEach = (folders: readonly string[]): readonly string[] =>
  folders.filter((folder, index) => folders.lastIndexOf(folder) === index)
