import { appendFileSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openToFollow } from '../../../../../src/daemons/follower/containerizer/streams/follow-file.ts'

describe('a file that is followed', () => {
  let folder: string
  let file: string
  const stop = () => following.abort()
  let following: AbortController
  let over: boolean
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mantl-follow-'))
    file = join(folder, 'stdout')
    following = new AbortController()
    over = false
    writeFileSync(file, 'before\n')
  })
  afterEach(() => {
    stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What was handed on so far, and when it ended. */
  const begin = async (take: (text: string) => Promise<void> | void = () => {}) => {
    const heard = { text: '' }
    const follow = await openToFollow(file)
    const ended = follow(
      bytes => {
        heard.text += Buffer.from(bytes).toString()
        return take(Buffer.from(bytes).toString())
      },
      { stop: following.signal, over: () => over },
    )
    return { heard, ended }
  }
  const hears = (heard: { text: string }, wanted: string) =>
    expect.poll(() => heard.text, { timeout: 20_000 }).toBe(wanted)

  it('tells what is written from then on, and ends with what was written at the end', async () => {
    const { heard, ended } = await begin()
    appendFileSync(file, 'one\n')
    await hears(heard, 'one\n')
    appendFileSync(file, 'two\n')
    await hears(heard, 'one\ntwo\n')
    over = true
    appendFileSync(file, 'last\n')
    await ended
    expect(heard.text).toBe('one\ntwo\nlast\n')
  })

  it('is read on from its beginning when it was cut short', async () => {
    const { heard } = await begin()
    truncateSync(file, 0)
    // Only once that is seen: longer than before, nobody could tell.
    appendFileSync(file, 'new\n')
    await hears(heard, 'new\n')
  })

  it('is read to its end, and then the one that has taken its place', async () => {
    const { heard } = await begin()
    appendFileSync(file, 'old\n')
    renameSync(file, `${file}.1`)
    appendFileSync(`${file}.1`, 'rest\n')
    writeFileSync(file, 'next\n')
    await hears(heard, 'old\nrest\nnext\n')
  })

  it('is told to its end where its name is gone', async () => {
    const { heard, ended } = await begin()
    appendFileSync(file, 'said\n')
    rmSync(file)
    over = true
    await ended
    expect(heard.text).toBe('said\n')
  })

  it('ends at once for who has heard enough', async () => {
    const { ended } = await begin()
    stop()
    await ended
  })

  it('waits for who is slow, and holds no more than a piece for him', async () => {
    const lengths: number[] = []
    let free = () => {}
    const gate = new Promise<void>(resolve => (free = resolve))
    const { heard } = await begin(text => {
      lengths.push(text.length)
      return gate
    })
    appendFileSync(file, 'x'.repeat(1_000_000))
    await expect.poll(() => lengths.length, { timeout: 20_000 }).toBe(1)
    expect(lengths[0]).toBeLessThanOrEqual(64 * 1024)
    free()
    await expect.poll(() => heard.text.length, { timeout: 20_000 }).toBe(1_000_000)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(64 * 1024)
  })

  it('is no link, neither at first nor later', async () => {
    writeFileSync(join(folder, 'secret'), 'secret\n')
    symlinkSync(join(folder, 'secret'), join(folder, 'link'))
    await expect(openToFollow(join(folder, 'link'))).rejects.toThrow()
    const { heard, ended } = await begin()
    renameSync(file, `${file}.1`)
    symlinkSync(join(folder, 'secret'), file)
    appendFileSync(`${file}.1`, 'more\n')
    await hears(heard, 'more\n')
    over = true
    await ended
    expect(heard.text).toBe('more\n')
  })
})
