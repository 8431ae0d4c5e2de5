/** What takes its place by fair share: less of the cluster first, then fewer allocations so far, then by name. */
export interface Entry {
  readonly name: string
  share: number
  count: number
  /** Share and count that its place was found by; undefined: it stands in no list. */
  place?: { share: number; count: number }
}

/** Sorted by `place`. Moving one costs a binary search and a shift. */
export class Ordered<T extends Entry> {
  readonly items: T[] = []

  insert(entry: T): void {
    if (entry.place) return
    entry.place = { share: entry.share, count: entry.count }
    this.items.splice(this.indexFor(entry, entry.place), 0, entry)
  }

  remove(entry: T): void {
    if (!entry.place) return
    this.items.splice(this.indexFor(entry, entry.place), 1)
    entry.place = undefined
  }

  /** After `share` or `count` changed. */
  move(entry: T): void {
    const { place } = entry
    if (!place || (place.share === entry.share && place.count === entry.count)) return
    const from = this.indexFor(entry, place)
    place.share = entry.share
    place.count = entry.count
    this.items.splice(from, 1)
    this.items.splice(this.indexFor(entry, place), 0, entry)
  }

  /** After many shares changed at once. */
  sort(): void {
    for (const entry of this.items) entry.place = { share: entry.share, count: entry.count }
    this.items.sort((a, b) => comparePlaces(a, a.place!, b, b.place!))
  }

  private indexFor(entry: T, place: Place): number {
    let low = 0
    let high = this.items.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const other = this.items[middle]!
      if (comparePlaces(other, other.place!, entry, place) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

type Place = { readonly share: number; readonly count: number }

const comparePlaces = (a: Entry, placeA: Place, b: Entry, placeB: Place): number => {
  if (placeA.share !== placeB.share) return placeA.share - placeB.share
  if (placeA.count !== placeB.count) return placeA.count - placeB.count
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
