import type { CommandInfo } from '../../../mesos/messages/command.ts'
import type { ContainerInfo } from '../../../mesos/messages/container.ts'
import type { ContainerResources, SpecUser } from './launch-spec.ts'

/** What isolators know of a container when they prepare it, and when what it may use changes. A value; PURE. */
export interface Container {
  /** keyOf its ContainerID. */
  readonly id: string
  /**
   * executor: of an executor or a command task · nested: within another · debug: nested, and shares the parent's namespaces and file
   * system · standalone: of an operator.
   */
  readonly kind: 'executor' | 'nested' | 'debug' | 'standalone'
  /** Of kind executor: a command task, that is, no executor beside its task. */
  readonly task?: boolean
  /** Of nested ones; absent where it was launched by an earlier run that left no word. */
  readonly parent?: Container
  /** Its first process, which those that join the parent's namespaces need. */
  readonly pid?: number
  readonly command: CommandInfo
  readonly info?: ContainerInfo
  /** The sandbox on the host. */
  readonly directory: string
  readonly user?: SpecUser
  readonly resources: ContainerResources
  /** What its image came to. */
  readonly image?: ProvisionedImage
  /** What the images of its volumes came to, by their place in `info.volumes`. */
  readonly volumeImages?: ReadonlyMap<number, ProvisionedImage>
}

/** An image on this machine, ready to be a container's file system. */
export interface ProvisionedImage {
  /** overlay: the file system is mounted at `rootfs`, see `overlay`; copy: all of it lies in `rootfs` already. */
  readonly backend: 'overlay' | 'copy'
  /** Absolute folders, the lowest first; none with the copy backend. */
  readonly layers: readonly string[]
  /** Where the file system will appear on the host; `rootfs` of the `rootfs` preparation. An empty folder with overlay. */
  readonly rootfs: string
  /**
   * What to mount at `rootfs`, with the folder `cwd` as the working directory: names in `options` are relative to it, since a page
   * must hold them all, however many the layers are, and a comma or colon in a path would end it.
   */
  readonly overlay?: { readonly cwd: string; readonly options: string }
  /** What the container writes into its file system lies here: it counts for its disk. Only with overlay. */
  readonly written?: string
  /** What the image says of its programs, with the names of OCI's image configuration. */
  readonly config: {
    readonly Entrypoint?: readonly string[]
    readonly Cmd?: readonly string[]
    readonly Env?: readonly string[]
    readonly WorkingDir?: string
  }
}
