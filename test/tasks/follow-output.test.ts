import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { followOutput } from '../../src/tasks/follow-output.ts'

/** A follower's READ_FILE over one file that the test changes. `refuse`: so many answers of 503 first. */
const follower = async (file: { bytes: Buffer | undefined; refuse?: number }) => {
  const server = createServer(async (request, response) => {
    const { read_file } = (await json(request)) as { read_file: { offset: number; length: number } }
    if (file.refuse) {
      file.refuse -= 1
      response.writeHead(503).end()
    } else if (file.bytes === undefined) response.writeHead(404).end()
    else {
      const data = file.bytes.subarray(read_file.offset, read_file.offset + read_file.length).toString('base64')
      response.end(JSON.stringify({ type: 'READ_FILE', read_file: { size: file.bytes.length, data } }))
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  return { agent: `127.0.0.1:${(server.address() as AddressInfo).port}`, path: '/stdout' }
}

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

const collect = () => {
  const chunks: Uint8Array[] = []
  return { write: (chunk: Uint8Array) => void chunks.push(chunk), all: () => Buffer.concat(chunks) }
}

it('reads all bytes of a file that is larger than one answer, whatever they are', async () => {
  const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => (index * 7) % 256))
  const { write, all } = collect()
  await followOutput(await follower({ bytes }), write, () => true)
  expect(all().equals(bytes)).toBe(true)
})

it('goes on while the file grows, and reads what came before the end', async () => {
  const file = { bytes: Buffer.from('one ') }
  const { write, all } = collect()
  let ended = false
  await followOutput(
    await follower(file),
    chunk => {
      write(chunk)
      if (!ended) file.bytes = Buffer.from('one two')
      ended = true
    },
    () => ended,
  )
  expect(all().toString()).toBe('one two')
})

it('waits for a file that is not there yet', async () => {
  const file: { bytes: Buffer | undefined } = { bytes: undefined }
  const { write, all } = collect()
  let looks = 0
  await followOutput(await follower(file), write, () => {
    looks += 1
    if (looks === 3) file.bytes = Buffer.from('late')
    return looks > 4
  })
  expect(all().toString()).toBe('late')
})

it('asks a follower again that is out of order for a moment', async () => {
  const { write, all } = collect()
  await followOutput(await follower({ bytes: Buffer.from('whole'), refuse: 3 }), write, () => true)
  expect(all().toString()).toBe('whole')
})

it.each([
  ['that has no such file', { bytes: undefined }, 'http.not_found'],
  ['that stays out of order', { bytes: Buffer.from(''), refuse: 1000 }, 'http.status'],
])('gives up after the end on a follower %s', async (_, file, code) => {
  await expect(
    followOutput(
      await follower(file),
      () => {},
      () => true,
    ),
  ).rejects.toMatchObject({ code })
})

it('reads no further than a slow reader', async () => {
  const file = { bytes: Buffer.alloc(300_000) }
  let inside = 0
  let most = 0
  await followOutput(
    await follower(file),
    async () => {
      inside += 1
      most = Math.max(most, inside)
      await new Promise(resolve => setImmediate(resolve))
      inside -= 1
    },
    () => true,
  )
  expect(most).toBe(1)
})
