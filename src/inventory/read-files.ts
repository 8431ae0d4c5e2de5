import { didYouMean } from './did-you-mean.ts'
import { createDraft, type Draft, finish } from './draft.ts'
import { readExtraVariables } from './extra-variables.ts'
import type { Inventory } from './model.ts'
import { addListing, type HostListing } from './readers/host-listing.ts'
import { readIniInventory } from './readers/ini-inventory.ts'
import { readTerraformState } from './readers/terraform-state.ts'
import { readVariables, readYamlInventory } from './readers/yaml-inventory.ts'
import { type OpenVault, readYaml } from './readers/yaml-values.ts'

/** The text of one file, and what it is to the inventory. Vault-encrypted files come as they are. */
export type SourceFile =
  | ({ readonly file: string; readonly text: string } & (
      | { readonly role: 'inventory' }
      | { readonly role: 'group-variables' | 'host-variables'; readonly of: string }
      | { readonly role: 'extra-variables' }
    ))
  | ListingSource

/** What a program said when it was asked for its hosts. */
export interface ListingSource {
  readonly role: 'listing'
  readonly file: string
  readonly listing: HostListing
}

type TextSource = Exclude<SourceFile, ListingSource>

export type Sources = {
  /** The name of the inventory as the user gave it. */
  readonly file: string
  /** In the order in which they are read: later ones win. */
  readonly files: readonly SourceFile[]
  /** Texts of `-e`: `name=value …`, or a mapping in YAML or JSON. */
  readonly extra?: readonly string[]
  readonly open: OpenVault
}

/** Everything that the texts say, as one model. What is wrong in them is in its `problems`. */
export const readFiles = ({ file, files, extra = [], open }: Sources): Inventory => {
  const draft = createDraft(file)
  for (const source of files) {
    if (source.role === 'inventory') readInventory(draft, source, open)
    else if (source.role === 'listing') addListing(draft, source.listing, source.file)
  }
  for (const source of files)
    if (source.role !== 'inventory' && source.role !== 'listing') readVariableFile(draft, source, open)
  for (const text of extra) draft.extra.push(readExtraVariables(draft, text, open))
  return finish(draft)
}

const readInventory = (draft: Draft, source: TextSource, open: OpenVault) => {
  const text = decrypted(draft, source, open)
  if (text === undefined) return
  if (isTerraformState(source.file, text)) readState(draft, source.file, text)
  else if (isYaml(source.file, text)) readYamlInventory(draft, { file: source.file, text, open, report: draft.report })
  else readIniInventory(draft, { file: source.file, text })
}

/** By its ending, or the key that every state has. */
const isTerraformState = (file: string, text: string): boolean =>
  file.endsWith('.tfstate') || (/^\s*\{/.test(text) && text.slice(0, 4096).includes('"terraform_version"'))

const readState = (draft: Draft, file: string, text: string): void => {
  const listing = readTerraformState(text)
  if ('wrong' in listing)
    draft.report({ severity: 'error', message: `this is ${listing.wrong}`, place: { file, line: 1, column: 1 } })
  else addListing(draft, listing, file)
}

/** By its ending; else a first line like `---` or `name:` makes it YAML. */
const isYaml = (file: string, text: string): boolean => {
  if (/\.(ya?ml|json)$/.test(file)) return true
  const first = text.split('\n').find(line => !/^\s*([#;]|$)/.test(line)) ?? ''
  return !file.endsWith('.ini') && /^(---|\{|[^[\s=]+:\s*(#.*)?$)/.test(first)
}

const readVariableFile = (draft: Draft, source: TextSource, open: OpenVault) => {
  const text = decrypted(draft, source, open)
  const root =
    text === undefined
      ? undefined
      : readYaml({ file: source.file, text, open, report: draft.report, secret: isVault(source.text) })
  if (!root) return
  const read = readVariables(draft, root, 'a file of variables')
  if (source.role === 'extra-variables') draft.extra.push(read)
  else if (source.role === 'host-variables') attach(draft, draft.hosts, source.of, 'host', source.file, read)
  else if (source.role === 'group-variables') attach(draft, draft.groups, source.of, 'group', source.file, read)
}

type Owner = { layers: { files: ReturnType<typeof readVariables>[] } }

/** Ansible leaves files without an owner alone; a name close to a real one is likely a slip. */
const attach = (
  draft: Draft,
  owners: ReadonlyMap<string, Owner>,
  name: string,
  kind: string,
  file: string,
  read: ReturnType<typeof readVariables>,
) => {
  const owner = owners.get(name)
  if (owner) return void owner.layers.files.push(read)
  const hint = didYouMean(name, owners.keys())
  const place = { file, line: 1, column: 1 }
  if (hint)
    draft.report({
      severity: 'warning',
      message: `the inventory has no ${kind} ${name}, so this file is not used`,
      hint,
      place,
    })
}

const isVault = (text: string): boolean => text.startsWith('$ANSIBLE_VAULT;')

const decrypted = (draft: Draft, { file, text }: TextSource, open: OpenVault): string | undefined => {
  if (!isVault(text)) return text
  const opened = open(text)
  if ('text' in opened) return opened.text
  draft.report({ severity: 'error', message: opened.sealed, hint: opened.hint, place: { file, line: 1, column: 1 } })
  return undefined
}
