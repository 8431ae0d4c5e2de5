import type { Backend } from '../backends/backend.ts'

/** Where things lie below --docker_store_dir, as in Mesos (containerizer.md 6). `agent`: tells followers on one store apart. PURE. */
export const storePlaces = (root: string, agent: string) => ({
  root,
  /** What is being unpacked: garbage after a start. */
  staging: `${root}/staging/${agent}`,
  layers: `${root}/layers`,
  /** What is being removed. */
  garbage: `${root}/gc/${agent}`,
  /** A file each follower that uses the store, with its --work_dir in it. */
  users: `${root}/users`,
  jail: `${root}/jail`,
  storedImages: `${root}/storedImages`,
  layer: (folder: string) => `${root}/layers/${folder}`,
})

export type StorePlaces = ReturnType<typeof storePlaces>

/** The file system within a layer's folder: whiteouts are of another form in each. */
export const rootfsName: Readonly<Record<Backend, string>> = { overlay: 'rootfs.overlay', copy: 'rootfs' }

/** A file within a layer's folder, with the boot in which it came: gone as soon as all of it is on the disk. */
export const bootMark = 'boot'
