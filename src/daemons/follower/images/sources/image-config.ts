import * as z from 'zod'
import type { ProvisionedImage } from '../../containerizer/container.ts'
import { isDigest } from '../names/digest.ts'
import { parseJson } from './manifest.ts'

export type RunConfig = ProvisionedImage['config']

export interface ImageConfig {
  readonly run: RunConfig
  /** Of the uncompressed layers. */
  readonly diffIds: readonly string[]
  readonly os?: string
  readonly architecture?: string
}

export const largestConfig = 8 * 1024 * 1024

const texts = z.array(z.string().refine(text => !text.includes('\0')))
const orNull = <T extends z.ZodType>(type: T) => type.nullish().transform(value => value ?? undefined)
const schema = z.looseObject({
  architecture: orNull(z.string()),
  os: orNull(z.string()),
  config: orNull(
    z.looseObject({
      Entrypoint: orNull(texts),
      Cmd: orNull(texts),
      Env: orNull(texts),
      WorkingDir: orNull(z.string().refine(text => !text.includes('\0'))),
    }),
  ),
  rootfs: orNull(z.looseObject({ diff_ids: orNull(z.array(z.string().refine(isDigest))) })),
})

/** The configuration of a Docker or an OCI image: the two agree in all that we read. */
export const parseImageConfig = (text: string): ImageConfig | { readonly problem: string } => {
  const read = schema.safeParse(parseJson(text))
  if (!read.success) return { problem: 'its configuration is malformed' }
  const { Entrypoint, Cmd, Env, WorkingDir } = read.data.config ?? {}
  const { os, architecture } = read.data
  return {
    run: {
      ...(Entrypoint?.length ? { Entrypoint } : {}),
      ...(Cmd?.length ? { Cmd } : {}),
      ...(Env?.length ? { Env: Env.filter(pair => pair.indexOf('=') > 0) } : {}),
      ...(WorkingDir ? { WorkingDir } : {}),
    },
    diffIds: read.data.rootfs?.diff_ids ?? [],
    ...(os ? { os } : {}),
    ...(architecture ? { architecture } : {}),
  }
}
