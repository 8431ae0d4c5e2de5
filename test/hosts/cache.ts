import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where images, the package cache and the labs' disks live: outside the project, on a real file system (no overlay). */
export const cacheFolder = (): string =>
  process.env.MANTL_TEST_CACHE ?? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mantl-test')

export const imagesFolder = (): string => join(cacheFolder(), 'images')
export const labsFolder = (): string => join(cacheFolder(), 'labs')
export const aptProxyFolder = (): string => join(cacheFolder(), 'apt-proxy')
