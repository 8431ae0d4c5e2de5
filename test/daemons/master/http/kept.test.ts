import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createKept } from '../../../../src/daemons/master/http/kept.ts'
import { statePieces } from '../../../../src/daemons/master/http/render/state.ts'
import { createWritten } from '../../../../src/daemons/master/http/render/written.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { buildInfo } from '../../../../src/http/build-info.ts'
import { virtualClock } from '../../../support/clock.ts'
import { runScript } from '../script.ts'
import { newWorld } from '../world.ts'

const folder = join(import.meta.dirname, '../scripts')

describe('after each event of a history, what was kept is what would be written afresh', () => {
  const text = (pieces: Iterable<string | Uint8Array>) =>
    Buffer.concat([...pieces].map(piece => Buffer.from(piece))).toString()
  const stateText = (state: MasterState, written = createWritten(state)) =>
    text(statePieces(state, { build: buildInfo }, written))

  it.each(readdirSync(folder).filter(name => name.endsWith('.txt')))('%s', name => {
    const kept = new Map<MasterState, ReturnType<typeof createWritten>>()
    runScript(readFileSync(join(folder, name), 'utf8'), ({ state }) => {
      const written = kept.get(state) ?? createWritten(state)
      kept.set(state, written)
      expect(JSON.parse(stateText(state, written))).toEqual(JSON.parse(stateText(state)))
    })
  })

  it.each(readdirSync(folder).filter(name => name.endsWith('.txt')))(
    'and the revision tells of every change: %s',
    name => {
      let before = { text: '', revision: -1 }
      runScript(readFileSync(join(folder, name), 'utf8'), ({ state }) => {
        const now = { text: stateText(state), revision: state.revision }
        if (now.revision === before.revision) expect(now.text).toBe(before.text)
        before = now
      })
    },
  )
})

describe('a rendering', () => {
  const counting = () => {
    const clock = virtualClock()
    const { state } = newWorld()
    const kept = createKept(state, clock)
    let count = 0
    return { clock, state, get: kept.share(async () => ++count) }
  }

  it('is for all while the state stays as it is', async () => {
    const { state, get } = counting()
    expect([await get(), await get()]).toEqual([1, 1])
    state.revision++
    expect([await get(), await get()]).toEqual([2, 2])
  })

  it('is kept as long as somebody asks, and some minutes longer', async () => {
    const { clock, get } = counting()
    await get()
    for (let minutes = 0; minutes < 12; minutes += 3) {
      clock.advance(3 * 60_000)
      expect(await get()).toBe(1)
    }
    clock.advance(11 * 60_000)
    expect(clock.waiting).toBe(0)
    expect(await get()).toBe(2)
  })
})
