import { isDigest } from './digest.ts'

/** An image's name, taken apart. PURE. */
export interface ImageReference {
  /** `host` or `host:port`; absent: the registry that the operator chose. */
  readonly registry?: string
  readonly repository: string
  readonly tag?: string
  /** Goes before the tag. */
  readonly digest?: string
}

const component = /^[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*$/
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/
const hostForm = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/
const longestRepository = 255

/**
 * `[registry/]repository[:tag][@digest]`, as Docker names images: what stands before the first slash is a registry when it holds a
 * dot or a colon or is `localhost`. Returns a sentence where the name is none.
 */
export const parseReference = (name: string): ImageReference | { readonly problem: string } => {
  const bad = (why: string) => ({ problem: `'${name.slice(0, 300)}' is no name of an image: ${why}` })
  const [named = '', digest, ...more] = name.split('@')
  if (more.length > 0) return bad('it holds more than one @')
  if (digest !== undefined && !isDigest(digest)) return bad(`'${digest.slice(0, 200)}' is no sha256 or sha512 digest`)
  const slash = named.indexOf('/')
  const first = slash < 0 ? '' : named.slice(0, slash)
  const registry = /[.:]/.test(first) || first === 'localhost' ? first : undefined
  if (registry !== undefined && !hostForm.test(registry)) return bad(`'${registry}' is no host`)
  const rest = registry === undefined ? named : named.slice(slash + 1)
  const colon = rest.lastIndexOf(':')
  const repository = colon < 0 ? rest : rest.slice(0, colon)
  const tag = colon < 0 ? undefined : rest.slice(colon + 1)
  if (tag !== undefined && !tagForm.test(tag)) return bad(`'${tag.slice(0, 200)}' is no tag`)
  if (repository.length > longestRepository || !repository.split('/').every(part => component.test(part))) {
    return bad('parts of a repository are lowercase letters and digits, joined by single . or _ or by -')
  }
  return {
    ...(registry === undefined ? {} : { registry }),
    repository,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
}

/** The name again, with the tag that is meant where there is none. */
export const formatReference = ({ registry, repository, tag, digest }: ImageReference): string =>
  [
    registry === undefined ? '' : `${registry}/`,
    repository,
    tag === undefined ? (digest === undefined ? ':latest' : '') : `:${tag}`,
    digest === undefined ? '' : `@${digest}`,
  ].join('')

/** What a registry is asked for: a digest where there is one. */
export const versionOf = ({ tag, digest }: ImageReference): string => digest ?? tag ?? 'latest'
