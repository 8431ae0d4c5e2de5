import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

/** A local file's content; a folder is refused as Mesos' fetcher does (cp without -r). */
export const copyFile = async (from: string, to: string): Promise<void> => {
  const present = await stat(from).catch(() => undefined)
  if (present === undefined) throw new Error(`${from} does not exist`)
  if (!present.isFile()) throw new Error(`${from} is no file`)
  await pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx' }))
}
