import { createHash } from 'node:crypto'

/** What a file is to hold. `secret`: never shown, not even its difference. */
export interface Content {
  readonly text: string
  readonly sha256: string
  readonly secret: boolean
}

/** A digest is a pure function of its bytes; node:crypto is let in for it alone. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

export const content = (text: string, options: { readonly secret?: boolean } = {}): Content => ({
  text,
  sha256: sha256(text),
  secret: options.secret ?? false,
})
