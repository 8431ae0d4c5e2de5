import type { Entry, Line } from './line.ts'

/** By fair share: less of the cluster first, then fewer allocations so far, then by name. Moving one costs a binary search and a shift. */
export class Ordered<T extends Entry> implements Line<T> {
  private readonly items: T[] = []

  get length(): number {
    return this.items.length
  }

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

  move(entry: T): void {
    const { place } = entry
    if (!place || (place.share === entry.share && place.count === entry.count)) return
    const from = this.indexFor(entry, place)
    place.share = entry.share
    place.count = entry.count
    this.items.splice(from, 1)
    this.items.splice(this.indexFor(entry, place), 0, entry)
  }

  sort(): void {
    for (const entry of this.items) entry.place = { share: entry.share, count: entry.count }
    this.items.sort(compare)
  }

  at(index: number): T {
    return this.items[index]!
  }

  arrange(some: T[]): T[] {
    return some.length > 1 ? some.sort(compare) : some
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

const compare = (a: Entry, b: Entry): number => comparePlaces(a, a.place!, b, b.place!)

const comparePlaces = (a: Entry, placeA: Place, b: Entry, placeB: Place): number => {
  if (placeA.share !== placeB.share) return placeA.share - placeB.share
  if (placeA.count !== placeB.count) return placeA.count - placeB.count
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0
}
