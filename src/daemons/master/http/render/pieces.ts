/** PURE. JSON in pieces of text or bytes, one object each, so that whoever sends it may rest between them; an empty piece is a rest. */
export type Pieces = Iterable<string | Uint8Array>

/** A JSON list. `text` gives one item's text, or its pieces; false: there is none. */
export function* listOf<T>(
  items: Iterable<T>,
  text: (item: T) => string | Pieces | false,
): Generator<string | Uint8Array> {
  let separator = '['
  for (const item of items) {
    const made = text(item)
    if (made === false) {
      yield ''
      continue
    }
    if (typeof made === 'string') yield separator + made
    else {
      yield separator
      yield* made
    }
    separator = ','
  }
  yield separator === '[' ? '[]' : ']'
}

/** A JSON list of items that were written before, each with a comma in front. */
export function* listOfWritten(items: Iterable<Uint8Array | ''>): Generator<string | Uint8Array> {
  let empty = true
  for (const piece of items) {
    if (piece !== '' && empty) {
      empty = false
      yield '['
      yield piece.subarray(1)
    } else yield piece
  }
  yield empty ? '[]' : ']'
}

/** A JSON object: the members of `head`, then those of `lists`, each in pieces. */
export function* objectOf(head: object, lists: Readonly<Record<string, Pieces>>): Generator<string | Uint8Array> {
  const start = JSON.stringify(head).slice(0, -1)
  let separator = start === '{' ? '' : ','
  yield start
  for (const [name, pieces] of Object.entries(lists)) {
    yield `${separator}${JSON.stringify(name)}:`
    yield* pieces
    separator = ','
  }
  yield '}'
}
