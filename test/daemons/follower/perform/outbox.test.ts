import { beforeEach, describe, expect, it } from 'vitest'
import type { Disk } from '../../../../src/daemons/follower/disk/disk.ts'
import type { FileStep } from '../../../../src/daemons/follower/disk/step.ts'
import type { Outcome } from '../../../../src/daemons/follower/disk/thread.ts'
import type { Effect } from '../../../../src/daemons/follower/effects.ts'
import { createOutbox, type Outbox } from '../../../../src/daemons/follower/perform/outbox.ts'

const send = (name: string): Effect => ({ kind: 'send', to: 'm', name, body: {} })
const keep = (uuid: string): Effect => ({ kind: 'checkpoint-operation-end', uuid })
const resources: Effect = { kind: 'checkpoint-resources', resources: [], operations: [] }
const timer: Effect = { kind: 'cancel-timer', id: 't' }

/** Of effects, and what the disk got. */
let said: string[]
let waiting: ((outcome: Outcome) => void)[]
let outbox: Outbox
const nameOf = (effect: Effect) => ('name' in effect ? effect.name : effect.kind)

beforeEach(() => {
  said = []
  waiting = []
  const disk: Disk = {
    run: (steps, told, strict) => {
      said.push(`disk ${(steps[0] as Extract<FileStep, { do: 'remove' }>).path}${strict ? '' : ' not strict'}`)
      waiting.push(told)
    },
    done: () => Promise.reject(new Error('nobody asks for it')),
    close: () => {},
  }
  outbox = createOutbox({
    disk,
    stepsOf: effect => (effect.kind === 'checkpoint-operation-end' ? [{ do: 'remove', path: effect.uuid }] : undefined),
    perform: effect => {
      said.push(nameOf(effect))
      if (nameOf(effect) === 'throws') throw new Error('it threw')
      if (nameOf(effect) === 'rejects') return Promise.reject(new Error('it rejected'))
    },
    broken: (effect, error) => said.push(`broken by ${effect.kind}: ${(error as Error).message}`),
    failed: (effect, error) => said.push(`${nameOf(effect)} failed: ${(error as Error).message}`),
  })
})
const take = (...effects: readonly Effect[]) => {
  for (const effect of effects) outbox.take(effect)
}
const written = (times = 1) => {
  for (let n = 0; n < times; n++) waiting.shift()!({ opened: {} })
}
const full = () => waiting.shift()!({ error: new Error('no room') })

describe('effects', () => {
  it.each<[string, () => void, readonly string[]]>([
    ['go out at once where nothing is written', () => take(send('a'), send('b')), ['a', 'b']],
    ['wait for what is written before them', () => take(send('a'), keep('1'), send('b')), ['a', 'disk 1']],
    [
      'follow it',
      () => {
        take(keep('1'), send('a'), send('b'))
        written()
      },
      ['disk 1', 'a', 'b'],
    ],
    [
      'of several events wait for their own, which the disk has already',
      () => {
        take(keep('1'), send('a'), keep('2'), send('b'))
        written()
      },
      ['disk 1', 'disk 2', 'a'],
    ],
    [
      'do not overtake',
      () => {
        take(keep('1'), send('a'))
        written()
        take(send('b'))
      },
      ['disk 1', 'a', 'b'],
    ],
    [
      'that nobody else sees wait for nothing, nor does a pong',
      () => take(keep('1'), timer, send('PongSlaveMessage'), send('a')),
      ['disk 1', 'cancel-timer', 'PongSlaveMessage'],
    ],
    [
      'that write by themselves are not overtaken on disk',
      () => {
        take(keep('1'), resources, keep('2'), resources, keep('3'), send('a'))
        written(2)
      },
      ['disk 1', 'checkpoint-resources', 'disk 2', 'checkpoint-resources', 'disk 3'],
    ],
    [
      'that throw late are told of, and keep nobody',
      () => {
        take(keep('1'), send('throws'), send('a'))
        written()
      },
      ['disk 1', 'throws', 'throws failed: it threw', 'a'],
    ],
    [
      'never follow what could not be written',
      () => {
        take(keep('1'), send('a'), keep('2'), send('b'))
        full()
        written()
        take(send('c'), keep('3'), timer)
      },
      ['disk 1', 'disk 2', 'broken by checkpoint-operation-end: no room'],
    ],
  ])('%s', (_, work, expected) => {
    work()
    expect(said).toEqual(expected)
  })
  it('that throw at once throw', () => expect(() => outbox.take(send('throws'))).toThrow('it threw'))
  it('that reject late are told of', async () => {
    take(keep('1'), send('rejects'))
    written()
    await Promise.resolve()
    await Promise.resolve()
    expect(said.at(-1)).toBe('rejects failed: it rejected')
  })
  it('settle once those before have gone out, whatever comes after', async () => {
    await outbox.settled()
    take(keep('1'), send('a'))
    const settled = outbox.settled().then(() => said.push('settled'))
    take(keep('2'), send('b'))
    await Promise.resolve()
    expect(said).not.toContain('settled')
    written()
    await settled
    expect(said).toEqual(['disk 1', 'disk 2', 'a', 'settled'])
  })
})
