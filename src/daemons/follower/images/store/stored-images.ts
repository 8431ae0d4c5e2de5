import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { writeWhole } from '../../recovery/files.ts'
import type { RunConfig } from '../sources/image-config.ts'
import { parseJson } from '../sources/manifest.ts'

/** An image that is here: what its name stood for when it was pulled. */
export interface StoredImage {
  /** Folders of its layers, the lowest first. */
  readonly layers: readonly string[]
  readonly config: RunConfig
}

const texts = z.array(z.string()).optional()
const schema = z.object({
  images: z.record(
    z.string(),
    z.object({
      layers: z.array(z.string().regex(/^sha\d+-[0-9a-f]+$/)),
      config: z.object({ Entrypoint: texts, Cmd: texts, Env: texts, WorkingDir: z.string().optional() }),
    }),
  ),
})

/** The list on disk; undefined: it is not ours, or damaged. */
export const readStoredImages = (path: string): Map<string, StoredImage> | undefined => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return new Map()
  }
  const read = schema.safeParse(parseJson(text))
  return read.success ? new Map(Object.entries(read.data.images) as [string, StoredImage][]) : undefined
}

/** Whole whenever we are killed. No wait for the disk: what a power cut takes of it is pulled again. */
export const writeStoredImages = (path: string, images: ReadonlyMap<string, StoredImage>): void =>
  writeWhole(path, JSON.stringify({ images: Object.fromEntries(images) }))
