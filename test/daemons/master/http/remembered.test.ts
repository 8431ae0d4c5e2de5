import { describe, expect, it } from 'vitest'
import { listOfWritten } from '../../../../src/daemons/master/http/render/pieces.ts'
import { createRemembering, type Kind } from '../../../../src/daemons/master/http/render/remembered.ts'
import { seededRandom } from '../../../../src/runtime/random.ts'

interface Item {
  readonly id: string
  text: string
}

const kind = (write: (item: Item) => void = () => {}): Kind<Item> => ({
  key: ({ id }) => id,
  marks: [({ text }) => text],
  write: item => {
    write(item)
    return `,${JSON.stringify(item)}`
  },
})

const textOf = (pieces: Iterable<string | Uint8Array>) =>
  Buffer.concat([...pieces].map(each => Buffer.from(each))).toString()

const SIZE = 4096

describe('what was written of a list', () => {
  it('is what would be written afresh, whatever changes in between', () => {
    const random = seededRandom(7).next
    const below = (limit: number) => Math.floor(random() * limit)
    const remembering = createRemembering(kind(), SIZE)
    const items: Item[] = []
    let made = 0
    const add = () => void items.push({ id: `i${made}`, text: 'ü'.repeat(below(100)) + made++ })
    const changes: readonly (() => void)[] = [
      add,
      add,
      add,
      () => void items.splice(below(items.length), 1 + below(3)),
      () => void items.shift(),
      () => void (items.length > 0 && (items[below(items.length)]!.text += 'x')),
      () => void (items.length > 0 && items.splice(below(items.length), 1, { id: `n${made++}`, text: 'another' })),
      () => void (items.length > 1 && items.push(...items.splice(below(items.length), 1))),
    ]
    for (let round = 0; round < 400; round++) {
      for (let count = below(30); count > 0; count--) changes[below(changes.length)]!()
      expect(JSON.parse(textOf(listOfWritten(remembering.list(items, items))))).toEqual(items)
    }
  })

  it('is written anew only where something changed', () => {
    const written: string[] = []
    const remembering = createRemembering(kind(({ id }) => void written.push(id)))
    const items = Array.from({ length: 1000 }, (_, number) => ({ id: `i${number}`, text: 'x' }))
    const list = () => [...remembering.list(items, items)].filter(piece => piece !== '')
    expect(list().length).toBe(1)
    written.length = 0
    items[500]!.text = 'y'
    items.splice(10, 1)
    items.push({ id: 'last', text: 'z' })
    const before = JSON.stringify(items)
    expect(JSON.parse(`[${textOf(list()).slice(1)}]`)).toEqual(JSON.parse(before))
    expect(written).toEqual(['i500', 'last'])
  })

  it('keeps no buffer for little', () => {
    const random = seededRandom(3).next
    const remembering = createRemembering(kind(), SIZE)
    const items = Array.from({ length: 2000 }, (_, number) => ({ id: `i${number}`, text: 'x'.repeat(90) }))
    let most = 0
    for (let round = 0; round < 100; round++) {
      for (let count = 0; count < 100; count++) items[Math.floor(random() * items.length)]!.text = `${round}`.padEnd(90)
      const pieces = [...remembering.list(items, items)].filter(piece => piece !== '')
      const kept = new Set(pieces.map(({ buffer }) => buffer)).size * SIZE
      most = Math.max(most, kept / pieces.reduce((sum, { length }) => sum + length, 0))
    }
    expect(most).toBeLessThan(2)
  })

  it('is nothing any more once it is forgotten', () => {
    let count = 0
    const remembering = createRemembering(kind(() => void count++))
    const items = [{ id: 'a', text: 'a' }]
    const list = () => textOf(remembering.list(items, items))
    expect([list(), list(), count]).toEqual([list(), list(), 1])
    remembering.forget()
    list()
    expect(count).toBe(2)
  })

  it('of nothing is an empty list', () => {
    expect(textOf(listOfWritten(createRemembering(kind()).list([], [])))).toBe('[]')
  })
})
