import { readFile, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { MantlError } from '../../src/errors.ts'

/** A host's own file system as a file; init-host.sh mounts it. */
export const diskImage = (folder: string): string => join(folder, 'disk.img')

/**
 * Copies what has reached the disk of a host that runs, and nothing that its kernel still keeps back: what a power cut would leave. All of one
 * moment: a copy beside which something was written is made again. A later one replaces it. Throws 'hosts.busy-disk'.
 */
export const copyDisk = async (folder: string, copy: string): Promise<void> => {
  const image = diskImage(folder)
  const statistics = await statisticsOf(image)
  for (let tries = 0; tries < 50; tries++) {
    const before = await written(statistics)
    await execa('cp', ['--sparse=always', image, join(folder, copy)])
    if ((await written(statistics)) === before) return
  }
  throw new MantlError('hosts.busy-disk', `${image} is written to all the time`)
}

/** The disk becomes the copy, which is used up. A host that still runs goes on with what it had. */
export const useCopy = (folder: string, copy: string): Promise<void> => rename(join(folder, copy), diskImage(folder))

/** As `useCopy`, and the copy stays. */
export const useAgain = async (folder: string, copy: string): Promise<void> => {
  const again = `${copy}.again`
  await execa('cp', ['--sparse=always', join(folder, copy), join(folder, again)])
  await useCopy(folder, again)
}

const statisticsOf = async (image: string): Promise<string> => {
  const { stdout } = await execa('losetup', ['--noheadings', '--output', 'NAME', '--associated', image])
  return `/sys/block/${basename(stdout.trim())}/stat`
}

/** How many writes have ended, and how many requests are under way (the kernel's Documentation/block/stat.rst). */
const written = async (statistics: string): Promise<string> => {
  const fields = (await readFile(statistics, 'utf8')).trim().split(/\s+/)
  return `${fields[4]} ${fields[8]}`
}
