import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { MantlError } from '../../../errors.ts'
import type { Image } from '../../../mesos/messages/volume.ts'
import type { Logger } from '../../../runtime/logger.ts'
import type { Metrics } from '../../../runtime/metrics.ts'
import type { ProvisionedImage } from '../containerizer/container.ts'
import type { Disk } from '../disk/disk.ts'
import type { Backend } from './backends/backend.ts'
import { copyRootfs } from './backends/copy.ts'
import { overlayRootfs } from './backends/overlay.ts'
import { createContainerFolders, layersUsedBelow } from './containers/container-folders.ts'
import type { Provisioner } from './provisioner.ts'
import { createImageStore } from './store/image-store.ts'
import { createLayerStore } from './store/layer-store.ts'
import { rootfsName, storePlaces } from './store/places.ts'
import { agentName, joinStore, otherUsers } from './store/store-users.ts'
import { type ImageSettings, imageName, wantedImage } from './wanted-image.ts'

export interface ProvisionerOptions extends ImageSettings {
  readonly backend: Backend
  readonly disk: Disk
  /** --docker_store_dir. */
  readonly storeDir: string
  readonly workDir: string
  readonly bootId: string
  readonly metrics: Metrics
  readonly log: Logger
  /** Bytes of one layer, uncompressed. */
  readonly largestLayer?: number
}

/** A file system that is being made; `over`: nobody wants it any more. */
interface Work {
  readonly containerId: string
  over: boolean
}

const prefix = 'containerizer/mesos/provisioner'
/** Of one layer, uncompressed: what is larger is more likely made to fill the disk. */
const largestLayer = 64 * 1024 ** 3

export const createProvisioner = (options: ProvisionerOptions): Provisioner => {
  const { backend, metrics, log } = options
  const places = storePlaces(options.storeDir, agentName(options.workDir))
  joinStore(places.users, options.workDir)
  const layers = createLayerStore({ ...options, places, maxBytes: options.largestLayer ?? largestLayer })
  const pulls = metrics.timer(`${prefix}/docker_store/image_pull_ms`, { history: true })
  const images = createImageStore({ layers, list: places.storedImages, pulls, log })
  const containers = createContainerFolders(options.workDir)
  const works = new Set<Work>()
  const errors = metrics.counter(`${prefix}/remove_container_errors`)

  const rootfs = (folder: string, folders: readonly string[]) => {
    const [inside, name] = [join(folder, 'backends', backend), randomUUID()]
    if (backend === 'copy') return copyRootfs(inside, name, folders.map(places.layer), places.jail)
    return overlayRootfs(
      options.disk,
      inside,
      name,
      folders.map(one => join(places.layer(one), rootfsName.overlay)),
    )
  }

  const remove = async (containerId: string): Promise<void> => {
    try {
      await containers.remove(containerId)
    } catch (error) {
      errors.increment()
      log.error(`the file systems of container ${containerId} can't be removed`, { error })
    }
  }

  const make = async (image: Image, containerId: string, work: Work): Promise<ProvisionedImage> => {
    const held = await images.acquire(wantedImage(image, options))
    try {
      if (work.over) throw new MantlError('follower.image', 'its container was destroyed meanwhile')
      const folder = containers.use(containerId, held.layers)
      return { ...(await rootfs(folder, held.layers)), config: held.config }
    } finally {
      held.release()
      // Released while it was being made: nobody would do so again.
      if (work.over) await remove(containerId)
    }
  }

  return {
    provision: async (image, containerId) => {
      const work: Work = { containerId, over: false }
      works.add(work)
      try {
        return await make(image, containerId, work)
      } catch (cause) {
        throw new MantlError('follower.image', `the image '${imageName(image)}': ${(cause as Error).message}`, {
          cause,
        })
      } finally {
        works.delete(work)
      }
    },
    release: async containerId => {
      for (const work of works) if (work.containerId === containerId) work.over = true
      await remove(containerId)
    },
    recover: async keep => {
      for (const id of containers.load()) if (!keep.has(id)) await remove(id)
      await layers.recover()
    },
    prune: async excluded => {
      const others = otherUsers(places.users, options.workDir).flatMap(layersUsedBelow)
      const keys = excluded.map(image => wantedImage(image, options).key)
      return images.prune(new Set(keys), new Set([...containers.used(), ...others]))
    },
    close: containers.close,
  }
}
