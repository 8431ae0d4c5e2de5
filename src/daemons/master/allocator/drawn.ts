import type { Entry, Line } from './line.ts'

/** How often a lot may miss before the weights are added up. */
const MOST_MISSES = 8

/** By lot: twice the weight is twice the chance to come first, and so on among those that are left. */
export class Drawn<T extends Entry> implements Line<T> {
  private readonly items: T[] = []
  private readonly weightOf: (entry: T) => number
  private heaviest = 0

  constructor(weightOf: (entry: T) => number) {
    this.weightOf = weightOf
  }

  get length(): number {
    return this.items.length
  }

  insert(entry: T): void {
    if (entry.place) return
    entry.place = { share: this.items.length, count: 0 }
    this.items.push(entry)
    this.heaviest = Math.max(this.heaviest, this.weightOf(entry))
  }

  remove(entry: T): void {
    if (!entry.place) return
    swap(this.items, entry.place.share, this.items.length - 1)
    this.items.pop()
    entry.place = undefined
  }

  move(): void {}

  sort(): void {
    this.heaviest = this.items.reduce((most, entry) => Math.max(most, this.weightOf(entry)), 0)
  }

  at(index: number, random: () => number): T {
    swap(this.items, index, this.draw(this.items, index, random))
    return this.items[index]!
  }

  arrange(some: T[], random: () => number): T[] {
    for (let i = 0; i < some.length - 1; i++) {
      const drawn = this.draw(some, i, random)
      const first = some[i]!
      some[i] = some[drawn]!
      some[drawn] = first
    }
    return some
  }

  /** One of items[from…]. Each lot that hits is right by itself, so that giving up after some misses changes no chances. */
  private draw(items: readonly T[], from: number, random: () => number): number {
    const left = items.length - from
    if (left === 1) return from
    for (let misses = 0; misses < MOST_MISSES; misses++) {
      const drawn = from + Math.floor(random() * left)
      const weight = this.weightOf(items[drawn]!)
      if (weight >= this.heaviest || random() * this.heaviest < weight) return drawn
    }
    return this.drawByWeight(items, from, random)
  }

  private drawByWeight(items: readonly T[], from: number, random: () => number): number {
    let sum = 0
    for (let i = from; i < items.length; i++) sum += this.weightOf(items[i]!)
    let rest = random() * sum
    for (let i = from; i < items.length; i++) {
      rest -= this.weightOf(items[i]!)
      if (rest < 0) return i
    }
    return items.length - 1
  }
}

/** `place.share` is the index here. */
const swap = <T extends Entry>(items: T[], a: number, b: number): void => {
  if (a === b) return
  const first = items[a]!
  const second = items[b]!
  items[a] = second
  items[b] = first
  second.place!.share = a
  first.place!.share = b
}
