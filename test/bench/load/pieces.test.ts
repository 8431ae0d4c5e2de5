import { expect, it } from 'vitest'
import { normal, seeded } from '../../../bench/load/chance.ts'
import { createHttpReader } from '../../../bench/load/http-reader.ts'
import { createDueQueue } from '../../../bench/load/queue.ts'

it('what is due comes in order of time, then of adding', () => {
  const queue = createDueQueue<number>()
  const random = seeded(3)
  const added = Array.from({ length: 500 }, (_, order) => ({ at: Math.floor(random() * 50), order }))
  for (const { at, order } of added) queue.add(at, order)
  const taken: number[] = []
  for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next)
  const sorted = [...added].sort((a, b) => a.at - b.at || a.order - b.order)
  expect(taken).toEqual(sorted.map(({ order }) => order))
  expect([queue.size, queue.earliest]).toEqual([0, undefined])
})

it('tasks are as long as they should be', () => {
  const next = normal(30, 10, seeded(1))
  const lengths = Array.from({ length: 2000 }, next)
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length
  const deviation = Math.sqrt(lengths.reduce((sum, length) => sum + (length - mean) ** 2, 0) / lengths.length)
  expect(mean).toBeGreaterThan(29)
  expect(mean).toBeLessThan(31)
  expect(deviation).toBeGreaterThan(9)
  expect(deviation).toBeLessThan(11)
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1)
})

const stream =
  'HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n' +
  'HTTP/1.1 400 Bad Request\r\ncontent-length: 3\r\n\r\nwhy' +
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n' +
  'HTTP/1.1 202 Accepted\r\n\r\n'

it.each([1, 2, 5, 1000])('messages are read however they are cut: %i bytes at a time', size => {
  const heard: { start: string; body: string }[] = []
  let ended = 0
  const reader = createHttpReader({
    onHead: ({ start }) => heard.push({ start, body: '' }),
    onBody: bytes => {
      heard.at(-1)!.body += bytes
    },
    onEnd: () => ended++,
  })
  for (let at = 0; at < stream.length; at += size) reader.push(Buffer.from(stream.slice(at, at + size)))
  expect(heard.map(({ start, body }) => `${start.slice(9, 12)} ${body}`)).toEqual([
    '202 ',
    '400 why',
    '200 abcd',
    '202 ',
  ])
  expect(ended).toBe(4)
})
