import { type Document, isMap, isScalar, parseDocument, Scalar, type YAMLMap } from 'yaml'
import { MantlError } from '../errors.ts'
import { isTemplate } from './templates/parse.ts'

/** What to write: text, which is never taken for a template, or ciphertext of ansible-vault, which becomes a `!vault |` block. */
export type NewValue = { readonly text: string } | { readonly ciphertext: string }

/**
 * The YAML text with one variable set; comments, order and everything else stay. `path`: where its mapping is, such as
 * ['all', 'vars'] in an inventory or [] in a file of group_vars; mappings that are not there yet are made. An empty file
 * becomes one. Throws MantlError inventory.not-editable when the text cannot be read or the path leads through no mapping.
 */
export const setVariable = (text: string, path: readonly string[], name: string, value: NewValue): string =>
  editMapping(text, path, mapping => place(mapping, name, scalarOf(value)))

/** The same with whatever else is to be done to the mapping at `path`. */
export const editMapping = (
  text: string,
  path: readonly string[],
  edit: (mapping: YAMLMap, document: Document) => void,
): string => {
  const document = parseDocument(text, { version: '1.1', uniqueKeys: false, keepSourceTokens: true })
  const [error] = document.errors
  if (error) throw new MantlError('inventory.not-editable', `cannot edit the file: ${error.message.split('\n')[0]}`)
  const mapping = path.reduce((map, step) => mappingAt(document, map, step), rootOf(document))
  edit(mapping, document)
  return document.toString({ lineWidth: 0, flowCollectionPadding: !/\{\S/.test(text), nullStr: '' })
}

/** `all > children > x`, wherever in the tree group x stands with a body, else under all: a path for `setVariable`. */
export const groupPath = (text: string, group: string): string[] => {
  const root = parseDocument(text, { version: '1.1', uniqueKeys: false }).contents
  const found = isMap(root) ? findGroup(root, group, []) : undefined
  return [...(found ?? (group === 'all' ? ['all'] : ['all', 'children', group])), 'vars']
}

const findGroup = (map: YAMLMap, group: string, above: readonly string[]): string[] | undefined => {
  const names = map.items.map(({ key }) => keyText(key))
  if (names.includes(group)) return [...above, group]
  for (const name of names) {
    const children = map.getIn([name, 'children'])
    const found = isMap(children) ? findGroup(children, group, [...above, name, 'children']) : undefined
    if (found) return found
  }
  return undefined
}

const rootOf = (document: Document): YAMLMap => {
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    const comment = document.contents?.commentBefore
    document.contents = document.createNode({})
    if (comment) document.contents.commentBefore = comment
  }
  if (!isMap(document.contents)) throw new MantlError('inventory.not-editable', 'the file holds no mapping at its top')
  return document.contents
}

const mappingAt = (document: Document, map: YAMLMap, step: string): YAMLMap => {
  const known = map.get(step, true)
  if (isMap(known)) return known
  if (known !== undefined && !(isScalar(known) && known.value === null)) {
    throw new MantlError('inventory.not-editable', `${step} is no mapping, so nothing can be set in it`)
  }
  const made = document.createNode({}) as YAMLMap
  map.set(step, made)
  return made
}

/** A comment behind the old value stays unless the new one takes several lines. */
const place = (map: YAMLMap, name: string, value: Scalar): void => {
  const pair = map.items.find(({ key }) => keyText(key) === name)
  if (pair && isScalar(pair.value) && value.tag !== '!vault') value.comment = pair.value.comment
  if (pair) pair.value = value
  else map.set(name, value)
  if (map.flow && value.tag === '!vault') map.flow = false
}

export const keyText = (key: unknown): string => String(isScalar(key) ? key.value : key)

/** As the file will hold it. */
export const scalarOf = (value: NewValue): Scalar => {
  const scalar = new Scalar('text' in value ? value.text : `${value.ciphertext.trim()}\n`)
  scalar.type = 'text' in value ? Scalar.QUOTE_DOUBLE : Scalar.BLOCK_LITERAL
  if ('ciphertext' in value) scalar.tag = '!vault'
  else if (isTemplate(value.text)) scalar.tag = '!unsafe'
  return scalar
}
