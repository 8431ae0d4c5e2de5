import * as z from 'zod'
import { isDigest } from '../names/digest.ts'

/** A blob that a manifest names. PURE. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
}

export interface Manifest {
  readonly kind: 'manifest'
  readonly config: Descriptor
  /** The lowest first. */
  readonly layers: readonly Descriptor[]
}

/** One image for several machines. */
export interface ManifestIndex {
  readonly kind: 'index'
  readonly manifests: readonly IndexEntry[]
}

export interface IndexEntry extends Descriptor {
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string }
  /** The tag within an OCI layout. */
  readonly name?: string
}

export const largestManifest = 4 * 1024 * 1024
export const mostLayers = 512

const descriptor = z.looseObject({
  mediaType: z.string().default(''),
  digest: z.string().refine(isDigest, 'no digest'),
  size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
})
const manifest = z.looseObject({
  schemaVersion: z.literal(2),
  config: descriptor,
  layers: z.array(descriptor).max(mostLayers),
})
const index = z.looseObject({
  schemaVersion: z.literal(2),
  manifests: z
    .array(
      descriptor.extend({
        platform: z
          .looseObject({ os: z.string(), architecture: z.string(), variant: z.string().optional() })
          .optional(),
        annotations: z.record(z.string(), z.string()).optional(),
      }),
    )
    .max(mostLayers),
})

/** Asked for in this order; OCI's and Docker's mean the same. */
export const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
] as const

/** Reads a manifest or an index of either family, by what it holds rather than by how the server calls it. */
export const parseManifest = (text: string): Manifest | ManifestIndex | { readonly problem: string } => {
  const value = parseJson(text)
  if ((value as { schemaVersion?: unknown } | undefined)?.schemaVersion === 1) {
    return { problem: 'its manifest is of schema 1, which registries gave up; push the image again' }
  }
  const one = manifest.safeParse(value)
  if (one.success) return { kind: 'manifest', config: one.data.config, layers: one.data.layers }
  const many = index.safeParse(value)
  if (!many.success) return { problem: 'its manifest is neither one of Docker (schema 2) nor of OCI' }
  return {
    kind: 'index',
    manifests: many.data.manifests.map(({ platform, annotations, ...blob }) => {
      const name = annotations?.['org.opencontainers.image.ref.name']
      return { ...blob, ...(platform ? { platform } : {}), ...(name === undefined ? {} : { name }) }
    }),
  }
}

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Node's name of an architecture → the name in images, and the variants that run on it, the best first. */
const architectures: Readonly<Record<string, readonly [name: string, ...variants: (string | undefined)[]]>> = {
  x64: ['amd64', undefined, 'v1', 'v2'],
  arm64: ['arm64', 'v8', undefined],
  arm: ['arm', 'v7', 'v6', undefined, 'v5'],
  ia32: ['386', undefined],
  ppc64: ['ppc64le', undefined],
  s390x: ['s390x', undefined],
  riscv64: ['riscv64', undefined],
  loong64: ['loong64', undefined],
}

export const architectureName = (nodeArch: string): string => architectures[nodeArch]?.[0] ?? nodeArch

/** The image for this machine; one that says no platform will do when it is alone. */
export const choosePlatform = (entries: readonly IndexEntry[], nodeArch: string): IndexEntry | undefined => {
  const [name, ...variants] = architectures[nodeArch] ?? [nodeArch, undefined]
  const fitting = entries.filter(({ platform }) => platform?.os === 'linux' && platform.architecture === name)
  const best = variants.flatMap(variant => fitting.find(({ platform }) => platform?.variant === variant) ?? [])[0]
  const alone = entries.length === 1 && entries[0]?.platform === undefined ? entries[0] : undefined
  return best ?? alone
}
