import { MantlError } from '../../../../errors.ts'

/**
 * What a name in a layer means (OCI image layer specification, "Whiteouts"): `.wh.x` hides x of the layers below, `.wh..wh..opq` all
 * that they have in its folder. Other names that begin with `.wh..wh.` are AUFS' own affairs. PURE.
 */
export type NameMeaning =
  | { readonly kind: 'plain'; readonly name: string }
  | { readonly kind: 'hides'; readonly name: string }
  | { readonly kind: 'opaque'; readonly folder: string }
  | { readonly kind: 'ignored' }

/** Of a name that `insideName` gave. Throws MantlError follower.image. */
export const meaningOf = (name: string): NameMeaning => {
  if (!name.includes('.wh.')) return { kind: 'plain', name }
  const parts = name.split('/')
  const last = parts.at(-1) ?? ''
  const above = parts.slice(0, -1)
  if (above.some(part => isWhiteout(part) && !isOfAufs(part))) throw refused(name, 'it lies within a whiteout')
  if (above.some(isOfAufs)) return { kind: 'ignored' }
  if (last === '.wh..wh..opq') return { kind: 'opaque', folder: above.join('/') }
  if (isOfAufs(last)) return { kind: 'ignored' }
  if (!isWhiteout(last)) return { kind: 'plain', name }
  const hidden = last.slice('.wh.'.length)
  if (hidden === '' || hidden === '.' || hidden === '..') throw refused(name, 'it hides nothing that has a name')
  return { kind: 'hides', name: [...above, hidden].join('/') }
}

const isWhiteout = (part: string): boolean => part.startsWith('.wh.')
const isOfAufs = (part: string): boolean => part.startsWith('.wh..wh.')

/** A member's name relative to the file system that the layer is of; `` for that itself. Throws MantlError follower.image. */
export const insideName = (name: string): string => {
  if (name.includes('\0')) throw refused(name, 'it holds a NUL character')
  if (!needsCleaning.test(name)) return name
  const parts = name.split('/').filter(part => part !== '' && part !== '.')
  if (parts.includes('..')) throw refused(name, 'it leads out of the layer')
  return parts.join('/')
}

const needsCleaning = /(^|\/)\.{0,2}(\/|$)/

const refused = (name: string, why: string) =>
  new MantlError(
    'follower.image',
    `a layer holds the name '${Buffer.from(name, 'latin1').toString().slice(0, 200)}': ${why}`,
  )
