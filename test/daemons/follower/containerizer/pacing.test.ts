import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createPacing, createSlots } from '../../../../src/daemons/follower/containerizer/pacing.ts'

it('gives others a turn between works that take long, and keeps their order', async () => {
  const { paced } = createPacing(0)
  const done: string[] = []
  const works = ['a', 'b', 'c'].map(name => paced(() => done.push(name)))
  expect(done).toEqual(['a'])
  await setImmediate()
  done.push('other')
  await Promise.all(works)
  expect(done.filter(name => name !== 'other')).toEqual(['a', 'b', 'c'])
  expect(done.indexOf('other')).toBeLessThan(done.indexOf('c'))
})

it('does at once what there is time for', () => {
  const { paced } = createPacing(1_000)
  const done: number[] = []
  for (const number of [1, 2, 3]) void paced(() => done.push(number))
  expect(done).toEqual([1, 2, 3])
})

it('a work that throws stops no other', async () => {
  const { paced } = createPacing(0)
  const first = paced(() => {
    throw new Error('no')
  })
  const second = paced(() => 2)
  await expect(first).rejects.toThrow('no')
  expect(await second).toBe(2)
})

it('lets so many in at a time', async () => {
  const slots = createSlots(2)
  const inside: number[] = []
  const enter = async (number: number) => {
    await slots.take()
    inside.push(number)
  }
  const all = [1, 2, 3, 4].map(enter)
  await setImmediate()
  expect(inside).toEqual([1, 2])
  slots.free()
  await setImmediate()
  expect(inside).toEqual([1, 2, 3])
  slots.free()
  await Promise.all(all)
  expect(inside).toEqual([1, 2, 3, 4])
})
