import { isMap, isScalar, parseDocument, Scalar, visit } from 'yaml'
import { MantlError } from '../errors.ts'

/** Changes the text of an encrypted value, or of one that shall be; undefined leaves it as it is. */
export type Recrypt = (text: string) => string | undefined

/**
 * The YAML text with every `!vault` value's ciphertext put through `recrypt`; comments, order and everything else stay. Throws MantlError
 * inventory.not-editable when it is no YAML.
 */
export const mapVaultValues = (text: string, recrypt: Recrypt): string => {
  const document = parse(text)
  visit(document, {
    Scalar: (_, node) => {
      if (node.tag !== '!vault') return
      const changed = recrypt(String(node.value))
      if (changed !== undefined) node.value = `${changed.trim()}\n`
    },
  })
  return print(document, text)
}

/** The YAML text with the `!vault` values replaced by what `open` makes of them, for people to read. */
export const revealVaultValues = (text: string, open: (ciphertext: string) => string): string => {
  const document = parse(text)
  visit(document, {
    Scalar: (_, node) => {
      if (node.tag !== '!vault') return
      node.value = open(String(node.value))
      node.tag = undefined
      node.type = undefined
    },
  })
  return print(document, text)
}

/** The YAML text with every value of this name encrypted where it stands in plain text, and how many these were. */
export const encryptValues = (
  text: string,
  name: string,
  encrypt: (text: string) => string,
): { readonly text: string; readonly count: number } => {
  const document = parse(text)
  let count = 0
  visit(document, {
    Pair: (_, pair) => {
      if (!isScalar(pair.key) || pair.key.value !== name || !isScalar(pair.value) || pair.value.tag === '!vault') return
      if (pair.value.value === null) return
      const scalar = new Scalar(`${encrypt(String(pair.value.value)).trim()}\n`)
      scalar.tag = '!vault'
      scalar.type = Scalar.BLOCK_LITERAL
      pair.value = scalar
      count++
    },
    Map: (_, map) => {
      // a block of ciphertext cannot stand in braces
      if (map.flow && map.items.some(({ key }) => isScalar(key) && key.value === name)) map.flow = false
    },
  })
  return { text: print(document, text), count }
}

const parse = (text: string) => {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, keepSourceTokens: true })
  const [error] = document.errors
  if (error) throw new MantlError('inventory.not-editable', `this is no YAML: ${error.message.split('\n')[0]}`)
  if (!isMap(document.contents)) throw new MantlError('inventory.not-editable', 'the file holds no mapping at its top')
  return document
}

const print = (document: ReturnType<typeof parse>, text: string): string =>
  document.toString({ lineWidth: 0, flowCollectionPadding: !/\{\S/.test(text), nullStr: '' })
