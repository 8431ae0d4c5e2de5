import { handOver as handOverNodes } from '../../coordination/hand-over.ts'
import { connectFor } from '../../coordination/open-detector.ts'
import { MantlError } from '../../errors.ts'
import { digestLogin, parseZooKeeperUrl } from '../../zookeeper/url.ts'
import type { HandOver } from '../model/change.ts'
import type { Apply } from './context.ts'

const patienceMs = 120_000

/** Reaches the servers as the host does: their ports need not be open to this machine. Throws what ZooKeeper's client throws, `apply.failed`. */
export const handOver: Apply<HandOver> = async ({ servers, folder, logins }, { connection }) => {
  const { from, to } = JSON.parse(logins.text) as { from: readonly string[]; to?: string }
  const url = parseZooKeeperUrl(`zk://${to === undefined ? '' : `${to}@`}${servers}/${folder}`)
  const client = connectFor(url, {
    sessionTimeoutMs: 10_000,
    earlier: from.map(digestLogin),
    dial: ({ host, port }) => connection.forward(host, port),
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooLate(servers)), patienceMs)
  })
  try {
    await Promise.race([handOverNodes(client, url.chroot, { from, ...(to === undefined ? {} : { to }) }), late])
  } finally {
    clearTimeout(timer)
    await client.close()
  }
}

const tooLate = (servers: string) =>
  new MantlError('apply.failed', `ZooKeeper at ${servers} did not take all in ${patienceMs / 1000} s`, {
    hint: 'the next run goes on with it; mantl doctor finds out what ails the servers',
    retryable: true,
  })
