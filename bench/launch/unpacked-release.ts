import { chmodSync, closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildRelease } from '../../src/provisioning/release/build-release.ts'
import { ourArchitecture } from '../../src/provisioning/release/node-binary.ts'
import type { Starts } from './daemons.ts'

/** Bytes. As a host's unpackers and cat write: a program that is written in large pieces stands in memory in large ones, 20 MB more of it. */
const piece = 32 * 1024

/** The release as it stands on a host, in `folder`, and its daemons' programs there. */
export const unpackedRelease = async (folder: string, cache: string): Promise<Starts> => {
  const { release, blob } = await buildRelease(ourArchitecture(), cache, true)
  for (const { path, mode, sha256 } of release.files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    const file = openSync(join(folder, path), 'wx', mode)
    for await (const bytes of blob(sha256).raw.open()) writePieces(file, Buffer.from(bytes))
    closeSync(file)
    chmodSync(join(folder, path), mode)
  }
  return { 'mesos-master': [join(folder, 'bin/mesos-master')], 'mesos-agent': [join(folder, 'bin/mesos-agent')] }
}

const writePieces = (file: number, bytes: Buffer): void => {
  for (let from = 0; from < bytes.length; from += piece) {
    const some = bytes.subarray(from, from + piece)
    if (writeSync(file, some) !== some.length) throw new Error('the disk is full')
  }
}
