/** What a 401 asks for (RFC 9110, 11.6.1; Docker's token authentication). PURE. */
export type Challenge =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: string; readonly service?: string; readonly scope?: string }

/** The first challenge of a WWW-Authenticate header that we can meet. */
export const parseChallenge = (header: string): Challenge | undefined => {
  const found = [...header.matchAll(/(?:^|,)\s*(basic|bearer)(?=\s|,|$)/gi)]
  for (const [index, match] of found.entries()) {
    const rest = header.slice((match.index ?? 0) + match[0].length, found[index + 1]?.index)
    if (match[1]?.toLowerCase() === 'basic') return { kind: 'basic' }
    const parameters = parametersOf(rest)
    const realm = parameters.get('realm')
    if (realm === undefined || !URL.canParse(realm)) continue
    const service = parameters.get('service')
    const scope = parameters.get('scope')
    return { kind: 'bearer', realm, ...(service ? { service } : {}), ...(scope ? { scope } : {}) }
  }
  return undefined
}

const parametersOf = (text: string): ReadonlyMap<string, string> => {
  const parameters = new Map<string, string>()
  for (const [, name = '', quoted, bare] of text.matchAll(
    /([a-zA-Z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g,
  )) {
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '')
  }
  return parameters
}
