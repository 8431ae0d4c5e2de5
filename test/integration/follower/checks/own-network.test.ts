import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Probe, ProbeResult } from '../../../../src/daemons/follower/checks/probe.ts'
import { createProber } from '../../../../src/daemons/follower/checks/probes/prober.ts'
import { readProcess } from '../../../../src/daemons/follower/linux/processes.ts'
import { selfSigned } from '../../../support/self-signed.ts'
import { isRoot, until } from '../follower-process.ts'

/** Ports 80 and 443 of a network that nobody else is in. */
const script = `
const answer = (q, r) => r.writeHead(q.url === '/' ? 200 : 404).end()
require('http').createServer(answer).listen(80, '127.0.0.1', () =>
  require('https').createServer(${JSON.stringify(selfSigned)}, answer).listen(443, '::1', () => console.log('up')))
`

describe.runIf(isRoot)('probes of a task with a network of its own', () => {
  let task: ChildProcess
  const prober = createProber(() => Promise.reject(new Error('no commands here')))

  beforeAll(async () => {
    const command = `ip link set lo up && exec "$0" -e "$1"`
    task = spawn('unshare', ['--net', 'sh', '-c', command, process.execPath, script])
    await new Promise(resolve => task.stdout!.once('data', resolve))
  })
  afterAll(async () => {
    prober.close()
    task.kill('SIGKILL')
    const network = `--net=/proc/${task.pid}/ns/net`
    await until(() => !commandLines().some(line => line.includes(network)), 'all probes end')
  })

  const look = (probe: Probe, timeout = 60_000): Promise<ProbeResult> =>
    new Promise(resolve => {
      const { startTime } = readProcess(task.pid!)!
      const process = { pid: task.pid!, startTime }
      prober.probe({ id: 'p', probe, timeout, containerId: 'c', process, directory: '/', environment: {} }, resolve)
    })

  it.each<[Probe, ProbeResult]>([
    [
      { kind: 'tcp', host: '127.0.0.1', port: 80 },
      { kind: 'tcp', succeeded: true },
    ],
    [
      { kind: 'tcp', host: '127.0.0.1', port: 81 },
      { kind: 'tcp', succeeded: false, message: 'connection refused' },
    ],
    [
      { kind: 'http', scheme: 'http', host: '127.0.0.1', port: 80, path: '/' },
      { kind: 'http', statusCode: 200 },
    ],
    [
      { kind: 'http', scheme: 'http', host: '127.0.0.1', port: 80, path: '/x' },
      { kind: 'http', statusCode: 404 },
    ],
    [
      { kind: 'http', scheme: 'https', host: '::1', port: 443, path: '/' },
      { kind: 'http', statusCode: 200 },
    ],
  ])('%j', async (probe, result) => {
    expect(await look(probe)).toEqual(result)
  })
})

const commandLines = (): readonly string[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(pid => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
      } catch {
        return ''
      }
    })
