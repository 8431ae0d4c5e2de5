import { describe, expect, it } from 'vitest'
import type { Preparation } from '../../../../../src/daemons/follower/containerizer/preparations/preparation.ts'
import { keptText, undoAll } from '../../../../../src/daemons/follower/containerizer/preparations/prepare.ts'
import type { Preparers } from '../../../../../src/daemons/follower/containerizer/preparations/table.ts'

const folder = (path: string): Preparation => ({ kind: 'folder', path })
const shm = (path: string): Preparation => ({ kind: 'shm', path })
const network = { kind: 'network', plan: { containerId: 'c' } } as Preparation

const world = (leaveNetwork: () => Promise<void> = async () => {}) => {
  const done: string[] = []
  const failed: string[] = []
  const preparers = {
    folder: { make: () => {} },
    shm: {
      make: () => {},
      undo: ({ path }) => {
        if (path === 'stuck') throw new Error('busy')
        done.push(path)
      },
    },
    network: {
      make: () => {},
      undo: async () => {
        await leaveNetwork()
        done.push('network')
      },
    },
  } satisfies Preparers
  const undo = (text: string) =>
    undoAll(
      preparers,
      text,
      (one, error) => failed.push(`${one.kind}: ${(error as Error).message}`),
      async (_, work) => work(),
    )
  return { done, failed, undo, text: (all: readonly Preparation[]) => keptText(preparers, all) }
}

describe('what was prepared', () => {
  it('is undone in reverse, but for what stays', async () => {
    const { done, undo, text } = world()
    await undo(text([shm('a'), folder('f'), shm('b'), shm('c')]))
    expect(done).toEqual(['c', 'b', 'a'])
  })
  it('that can’t be undone does not keep the rest', async () => {
    const { done, failed, undo, text } = world(() => Promise.reject(new Error('refused')))
    await undo(text([shm('a'), network, shm('stuck'), shm('b')]))
    expect([done, failed.toSorted()]).toEqual([
      ['b', 'a'],
      ['network: refused', 'shm: busy'],
    ])
  })
  it('of a network whose plugin hangs lets everything else go at once', async () => {
    let end = () => {}
    const { done, undo, text } = world(() => new Promise(resolve => (end = resolve)))
    const all = undo(text([shm('a'), network, shm('b')]))
    await expect.poll(() => done).toEqual(['b', 'a'])
    end()
    await all
    expect(done).toEqual(['b', 'a', 'network'])
  })
  it.each(['', '[{"kind":"shm","pa'])('of which half is written (%j) was not yet prepared', async text => {
    const { done, failed, undo } = world()
    await undo(text)
    expect([done, failed]).toEqual([[], []])
  })
})
