import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { guardDisk } from '../../../../src/daemons/follower/fetcher/guard-disk.ts'

/** A disk on which there is so much room, look by look; nobody looks further than the list goes. */
const disk = (rooms: readonly number[]) => {
  const looks = [...rooms]
  let seenAll: () => void = () => {}
  const seen = new Promise<void>(resolve => (seenAll = resolve))
  const room = async () => {
    if (looks.length === 1) seenAll()
    return looks.length > 1 ? looks.shift()! : looks[0]!
  }
  return { room, seen }
}

describe('a disk that fills up', () => {
  it('ends what fills it', async () => {
    const { room } = disk([10, 5, -1])
    const error = await new Promise(resolve => guardDisk(tmpdir(), resolve, room))
    expect(error).toMatchObject({ message: 'it would fill the disk of the agent' })
  })

  it('that was full before ends nothing: there is still what the kernel gives', async () => {
    const { room, seen } = disk([-5])
    let ended = false
    const stop = guardDisk(tmpdir(), () => (ended = true), room)
    await seen
    await new Promise(setImmediate)
    stop()
    expect(ended).toBe(false)
  })

  it('is nobody’s matter once all is fetched', async () => {
    const { room, seen } = disk([10, 10, -1])
    let ended = false
    guardDisk(tmpdir(), () => (ended = true), room)()
    await Promise.race([seen, new Promise(setImmediate)])
    expect(ended).toBe(false)
  })
})
