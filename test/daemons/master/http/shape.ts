/**
 * Where two JSON values differ in shape: other keys, other types, lists of other lengths. Paths are `/a/0/b`. With `values`, strings,
 * booleans and numbers (to the millisecond where they are times) must be the same too.
 */
export const shapeDifferences = (ours: unknown, theirs: unknown, values = false, path = ''): string[] => {
  const [mine, other] = [kindOf(ours), kindOf(theirs)]
  if (mine !== other) return [`${path}: ${mine}, not ${other}`]
  if (Array.isArray(ours) && Array.isArray(theirs)) return ofLists(ours, theirs, values, path)
  if (mine === 'object') return ofObjects(ours as Plain, theirs as Plain, values, path)
  return values && !same(ours, theirs) ? [`${path}: ${JSON.stringify(ours)}, not ${JSON.stringify(theirs)}`] : []
}

type Plain = Readonly<Record<string, unknown>>

const kindOf = (value: unknown) => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value)

const ofLists = (ours: unknown[], theirs: unknown[], values: boolean, path: string): string[] => {
  if (ours.length !== theirs.length) return [`${path}: ${ours.length} items, not ${theirs.length}`]
  return ours.flatMap((item, index) => shapeDifferences(item, theirs[index], values, `${path}/${index}`))
}

const ofObjects = (ours: Plain, theirs: Plain, values: boolean, path: string): string[] => [
  ...Object.keys(theirs)
    .filter(key => !Object.hasOwn(ours, key))
    .map(key => `${path}/${key}: missing`),
  ...Object.keys(ours)
    .filter(key => !Object.hasOwn(theirs, key))
    .map(key => `${path}/${key}: not there`),
  ...Object.keys(ours)
    .filter(key => Object.hasOwn(theirs, key))
    .flatMap(key => shapeDifferences(ours[key], theirs[key], values, `${path}/${key}`)),
]

const same = (ours: unknown, theirs: unknown): boolean =>
  typeof ours === 'number' && typeof theirs === 'number'
    ? Math.abs(ours - theirs) <= Math.max(0.001, Math.abs(theirs) * 1e-12)
    : ours === theirs
