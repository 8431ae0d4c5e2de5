import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createTreeRemover } from '../../../../../src/daemons/follower/images/store/tree-remover.ts'

const recorded = (stuck: ReadonlySet<string> = new Set()) => {
  const runs: (readonly string[])[] = []
  const remove = createTreeRemover(async paths => {
    runs.push(paths)
    await setImmediate()
    const stays = paths.find(path => stuck.has(path))
    if (stays !== undefined) throw new Error(`${stays} stays`)
  })
  return { runs, remove }
}

it('those that come meanwhile share the next run', async () => {
  const { runs, remove } = recorded()
  const first = remove('/a')
  await Promise.resolve()
  await Promise.all([first, ...['/b', '/c', '/d'].map(remove)])
  await remove('/e')
  expect(runs).toEqual([['/a'], ['/b', '/c', '/d'], ['/e']])
})

it('one that stays keeps no other', async () => {
  const { runs, remove } = recorded(new Set(['/b']))
  const ends = await Promise.allSettled(['/a', '/b', '/c'].map(remove))
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(ends[1]).toMatchObject({ reason: { message: '/b stays' } })
  expect(runs.at(-1)).toEqual(['/c'])
})

it('a run has room for a hundred', async () => {
  const { runs, remove } = recorded()
  await Promise.all(Array.from({ length: 250 }, (_, index) => remove(`/${index}`)))
  expect(runs.map(({ length }) => length)).toEqual([100, 100, 50])
})
