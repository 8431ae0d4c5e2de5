import type { CommandInfoURI } from '../../../mesos/messages/command.ts'

/** One URI to bring into a sandbox. `target` is relative to it, without `..`. */
export interface FetchItem {
  readonly uri: string
  readonly source: { readonly kind: 'copy'; readonly path: string } | { readonly kind: 'http'; readonly url: string }
  readonly target: string
  readonly executable: boolean
  readonly extract?: Archive
  /** It may come from the cache, and is kept there. */
  readonly cache: boolean
}

export interface Archive {
  readonly kind: 'tar' | 'zip' | 'gzip'
  /** What it takes to unpack it, beside tar. */
  readonly program?: 'gzip' | 'bzip2' | 'xz' | 'zstd' | 'unzip'
}

export type FetchPlan = { readonly items: readonly FetchItem[] } | { readonly problem: string }

/** What is to be fetched, or why it can't be (rules of containerizer.md 8). `frameworksHome`: before relative local paths. */
export const planFetch = (uris: readonly CommandInfoURI[], frameworksHome: string): FetchPlan => {
  const items: FetchItem[] = []
  for (const uri of uris) {
    const item = planOne(uri, frameworksHome)
    if (typeof item === 'string') return { problem: item }
    items.push(item)
  }
  return { items }
}

const planOne = (uri: CommandInfoURI, frameworksHome: string): FetchItem | string => {
  const source = sourceOf(uri.value, frameworksHome)
  if (typeof source === 'string') return source
  const target = targetOf(uri)
  if (target === undefined) return `URI '${withoutSecret(uri.value)}' has no usable file name`
  if ('refused' in target) return target.refused
  const executable = uri.executable === true
  const extract = executable || uri.extract === false ? undefined : archiveOf(target.path)
  return {
    uri: uri.value,
    source,
    target: target.path,
    executable,
    ...(extract ? { extract } : {}),
    cache: uri.cache === true,
  }
}

const sourceOf = (value: string, frameworksHome: string): FetchItem['source'] | string => {
  if (value === '' || /[\0\n\\']/.test(value))
    return `URI '${withoutSecret(value)}' holds a character that no URI may have`
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(value)?.[1]?.toLowerCase()
  if (scheme === 'http' || scheme === 'https') {
    return URL.canParse(value) ? { kind: 'http', url: value } : `URI '${withoutSecret(value)}' is malformed`
  }
  if (scheme !== undefined && scheme !== 'file')
    return `URI '${withoutSecret(value)}': the scheme ${scheme} is not supported`
  const path = scheme === 'file' ? value.slice('file://'.length).replace(/^localhost(?=\/)/, '') : value
  if (path.startsWith('/')) return { kind: 'copy', path }
  if (scheme === 'file') return `URI '${value}' must hold an absolute path`
  if (frameworksHome === '') return `URI '${value}' is a relative path, and --frameworks_home is not set`
  return { kind: 'copy', path: `${frameworksHome.replace(/\/$/, '')}/${path}` }
}

const targetOf = (uri: CommandInfoURI): { path: string } | { refused: string } | undefined => {
  if (uri.output_file !== undefined && uri.output_file !== '') {
    const parts = uri.output_file.split('/')
    if (
      uri.output_file.startsWith('/') ||
      parts.includes('..') ||
      parts.at(-1) === '' ||
      uri.output_file.includes('\0')
    ) {
      return { refused: `output_file '${uri.output_file}' leaves the sandbox` }
    }
    return { path: parts.filter(part => part !== '' && part !== '.').join('/') }
  }
  const afterScheme = uri.value.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '')
  const base = (afterScheme === '' ? uri.value : afterScheme).split('/').at(-1) ?? ''
  return base === '' || base === '.' || base === '..' || afterScheme === '' ? undefined : { path: base }
}

/** By the end of the name, as Mesos does; .zst is ours alone. */
const archives: readonly (readonly [RegExp, Archive])[] = [
  [/\.tar$/, { kind: 'tar' }],
  [/\.(tgz|tar\.gz)$/, { kind: 'tar', program: 'gzip' }],
  [/\.(tbz2|tar\.bz2)$/, { kind: 'tar', program: 'bzip2' }],
  [/\.(txz|tar\.xz)$/, { kind: 'tar', program: 'xz' }],
  [/\.(tzst|tar\.zst)$/, { kind: 'tar', program: 'zstd' }],
  [/\.zip$/, { kind: 'zip', program: 'unzip' }],
  [/\.gz$/, { kind: 'gzip', program: 'gzip' }],
]

const archiveOf = (target: string): Archive | undefined => archives.find(([ending]) => ending.test(target))?.[1]

/** Passwords stand in URIs; none may stand in a message. */
export const withoutSecret = (uri: string): string => uri.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1…@')
