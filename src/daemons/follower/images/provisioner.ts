import type { Image } from '../../../mesos/messages/volume.ts'
import type { ProvisionedImage } from '../containerizer/container.ts'

/** Images on this machine, and the file systems that containers get of them. */
export interface Provisioner {
  /**
   * Pulls the image unless it is here, and makes a file system of it. A container may have several: its own, and one a volume.
   * Throws MantlError follower.image, whose message is for the framework.
   */
  provision(image: Image, containerId: string): Promise<ProvisionedImage>
  /** Removes all file systems of a container of which nothing runs, and gives its layers free. Harmless where there are none. */
  release(containerId: string): Promise<void>
  /** Releases the containers of earlier runs that `keep` lacks (keyOf their ids), and what was half-made. Call it once, before the first launch. */
  recover(keep: ReadonlySet<string>): Promise<void>
  /** Removes images and layers that neither containers use nor `excluded` names. */
  prune(excluded: readonly Image[]): Promise<void>
  close(): void
}
