import { type Document, isMap, isScalar, isSeq, type Node, YAMLMap, type YAMLSeq } from 'yaml'
import { MantlError } from '../errors.ts'
import { editMapping, type NewValue, scalarOf } from './set-variable.ts'

/**
 * set: the principal has this secret and no other · add: this one beside those that it has, the last being the newest · remove-old: only
 * its newest stays · remove: it may not log in any more.
 */
export type CredentialEdit =
  | { readonly kind: 'set' | 'add'; readonly principal: string; readonly secret: NewValue }
  | { readonly kind: 'remove-old' | 'remove'; readonly principal: string }

/**
 * The YAML text with mesos_credentials of the mapping at `path` edited; everything else stays as it is written. Throws MantlError
 * inventory.not-editable.
 */
export const editCredentials = (text: string, path: readonly string[], edit: CredentialEdit): string =>
  editMapping(text, path, (mapping, document) => {
    const list = listIn(mapping, document)
    const mine = list.items.filter(item => principalOf(item) === edit.principal)
    const leaving = edit.kind === 'add' ? [] : edit.kind === 'remove-old' ? mine.slice(0, -1) : mine
    list.items = list.items.filter(item => !leaving.includes(item))
    if ('secret' in edit) list.items.push(entryOf(edit.principal, edit.secret))
    // A vault value takes several lines, which nothing in braces can.
    if ('secret' in edit && 'ciphertext' in edit.secret) unfold(mapping, list)
  })

const listIn = (mapping: YAMLMap, document: Document): YAMLSeq<Node> => {
  const known = mapping.get('mesos_credentials', true)
  if (isSeq(known)) return known as YAMLSeq<Node>
  if (known !== undefined && !(isScalar(known) && known.value === null)) {
    throw new MantlError(
      'inventory.not-editable',
      'mesos_credentials is no list that stands here, so it cannot be edited',
      {
        hint: 'write it as a list of { principal, secret }',
      },
    )
  }
  const made = document.createNode([]) as YAMLSeq<Node>
  mapping.set('mesos_credentials', made)
  return made
}

const principalOf = (item: Node): string | undefined => {
  const principal = isMap(item) ? item.get('principal') : undefined
  return principal === undefined ? undefined : String(principal)
}

const entryOf = (principal: string, secret: NewValue): YAMLMap => {
  const entry = new YAMLMap()
  entry.set('principal', scalarOf({ text: principal }))
  entry.set('secret', scalarOf(secret))
  return entry
}

const unfold = (mapping: YAMLMap, list: YAMLSeq<Node>): void => {
  mapping.flow = false
  list.flow = false
  for (const item of list.items) if (isMap(item)) item.flow = false
}
