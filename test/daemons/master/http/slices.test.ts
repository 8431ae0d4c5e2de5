import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createLargeAnswers } from '../../../../src/daemons/master/http/large-answers.ts'
import { renderingOf } from '../../../../src/daemons/master/http/rendering.ts'
import { shared } from '../../../../src/daemons/master/http/shared-rendering.ts'
import { createSlices } from '../../../../src/daemons/master/http/slices.ts'

/** A clock on which each look takes a millisecond. */
const ticking = () => {
  let now = 0
  return () => now++
}

describe('slices', () => {
  it('puts pieces together, texts and bytes', async () => {
    const slices = createSlices()
    expect(Buffer.concat(await slices.run(['a', '', 'ü'])).toString()).toBe('aü')
    expect(Buffer.concat(await slices.run([Buffer.from([1]), new Uint8Array(0), Buffer.from([2])]))).toEqual(
      Buffer.from([1, 2]),
    )
  })

  it('works one stretch a turn, each job in turn', async () => {
    const slices = createSlices(ticking())
    const seen: string[] = []
    function* job(name: string) {
      for (let piece = 0; piece < 12; piece++) {
        seen.push(name)
        yield name
      }
    }
    const both = Promise.all([slices.run(job('a')), slices.run(job('b'))])
    await turn()
    expect(new Set(seen)).toEqual(new Set(['a']))
    await both
    expect(seen.join('')).toMatch(/^(a{4,5}b{4,5})+/)
  })

  it('tells of an error, and goes on with the others', async () => {
    const slices = createSlices()
    function* broken(): Generator<string> {
      yield 'x'
      throw new Error('broken')
    }
    const bad = slices.run(broken())
    const good = slices.run(['y'])
    await expect(bad).rejects.toThrow('broken')
    expect(Buffer.concat(await good).toString()).toBe('y')
  })
})

describe('a shared rendering', () => {
  it('serves all who came while another was made by one that began after they asked', async () => {
    const finish: ((value: number) => void)[] = []
    const get = shared(() => new Promise<number>(resolve => void finish.push(resolve)))
    const first = get()
    const others = [get(), get()]
    expect(finish.length).toBe(1)
    finish[0]!(1)
    expect(await first).toBe(1)
    await turn()
    expect(finish.length).toBe(2)
    finish[1]!(2)
    expect(await Promise.all(others)).toEqual([2, 2])
  })

  it('is made anew after a failure', async () => {
    let count = 0
    const get = shared(async () => {
      if (++count === 1) throw new Error('once')
      return count
    })
    await expect(Promise.all([get(), get()])).rejects.toThrow('once')
    expect(await get()).toBeGreaterThan(1)
  })
})

describe('large answers', () => {
  it('cuts off those who read the oldest when too much waits', async () => {
    const large = createLargeAnswers(10)
    const request = { method: 'GET', query: {}, headers: {} }
    const streams = []
    for (const text of ['first one', 'second one']) {
      const { body } = await large.json(request, renderingOf([Buffer.from(text)]))
      streams.push(body as import('node:stream').Readable)
    }
    await turn()
    expect(streams.map(({ destroyed }) => destroyed)).toEqual([true, false])
  })

  it('refuses a callback that is no name', async () => {
    const request = { method: 'GET', query: { jsonp: 'alert(1)//' }, headers: {} }
    expect((await createLargeAnswers().json(request, renderingOf([Buffer.from('{}')]))).status).toBe(400)
  })
})
