import { expect, test } from 'vitest'
import { valueReader } from '../../src/coordination/zookeeper-value-reader.ts'
import { replyError } from '../../src/zookeeper/error-codes.ts'
import type { Stat } from '../../src/zookeeper/jute/records.ts'

/** A server before 3.6, which knows nodes /a and /b. */
const oldServer = () => {
  const asked: string[] = []
  return {
    asked,
    getMany: async (paths: readonly string[]) => {
      asked.push(`many ${paths.length}`)
      throw replyError(-6, 'get many')
    },
    get: async (path: string) => {
      asked.push(path)
      if (!['/a', '/b'].includes(path)) throw replyError(-101, `get ${path}`)
      return { data: Buffer.from(path), stat: {} as Stat }
    },
  }
}

test('an old server is asked for one node at a time, after it refused once', async () => {
  const server = oldServer()
  const read = valueReader(server)
  expect(await read(['/a', '/none', '/b'])).toEqual([Buffer.from('/a'), undefined, Buffer.from('/b')])
  expect(await read(['/b'])).toEqual([Buffer.from('/b')])
  expect(server.asked).toEqual(['many 3', '/a', '/none', '/b', '/b'])
})

test('another refusal is passed on', async () => {
  const refuse = async () => {
    throw replyError(-102, 'get many')
  }
  await expect(valueReader({ getMany: refuse, get: refuse })(['/a'])).rejects.toMatchObject({
    code: 'zookeeper.no_auth',
  })
})
