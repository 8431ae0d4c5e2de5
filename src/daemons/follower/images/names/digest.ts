/** What names content by itself. sha256 and sha512 are all that registries use. PURE. */
export interface Digest {
  readonly algorithm: 'sha256' | 'sha512'
  readonly hex: string
}

const lengths = { sha256: 64, sha512: 128 } as const

/** `sha256:…`; undefined where it is none. */
export const parseDigest = (text: string): Digest | undefined => {
  const [, algorithm, hex] = /^(sha256|sha512):([0-9a-f]+)$/.exec(text) ?? []
  if (algorithm !== 'sha256' && algorithm !== 'sha512') return undefined
  return hex?.length === lengths[algorithm] ? { algorithm, hex } : undefined
}

export const isDigest = (text: string): boolean => parseDigest(text) !== undefined

/** As the name of a folder, without the colon that mount options and PATH-like lists would split at. */
export const folderName = (digest: string): string => digest.replace(':', '-')
