/** One that waits for offers among its like: a role among its siblings, a framework within a role. */
export interface Entry {
  readonly name: string
  share: number
  count: number
  /** Where it stands, as its line knows it; undefined: in no line. */
  place?: { share: number; count: number }
}

/** Who comes first: by fair share (Ordered), or by lot (Drawn). Changing one entry costs less than the line is long. */
export interface Line<T extends Entry> {
  readonly length: number
  insert(entry: T): void
  remove(entry: T): void
  /** After `share` or `count` changed. */
  move(entry: T): void
  /** After many shares, or weights, changed at once. */
  sort(): void
  /** To be asked for one after the other from 0 on; nothing may change meanwhile. */
  at(index: number, random: () => number): T
  /** Some of its entries, in the order that they would come in. */
  arrange(some: T[], random: () => number): T[]
}
