import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { eventually } from '../master/daemons.ts'
import { type Cluster, startCluster } from './cluster.ts'

let cluster: Cluster
let folder: string
beforeAll(async () => {
  cluster = await startCluster()
  folder = mkdtempSync(join(tmpdir(), 'mantl-gate-'))
})
anewOnSecondTry(async () => {
  await cluster.end()
  cluster = await startCluster()
})
afterAll(async () => {
  await cluster?.end()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs until the file appears, then ends with 7. */
const gated = (file: string) => `echo before; while [ ! -e ${file} ]; do sleep 0.1; done; echo after; exit 7`

it.each(['leader', 'follower'] as const)('a run survives kill -9 of the %s', async which => {
  const gate = join(mkdtempSync(join(folder, which)), 'gate')
  const { output, ended } = cluster.start('run', '--name', `over-${which}`, '--', gated(gate))
  await eventually('it runs', () => output.stderr.includes('TASK_RUNNING') && output.stdout === 'before\n')
  await cluster[which].kill()
  cluster[which].start()
  await eventually('it is back', async () => {
    const answer = await fetch(`http://${cluster[which].address}/health`).catch(() => undefined)
    return answer?.ok
  })
  writeFileSync(gate, '')
  expect(await ended).toMatchObject({ status: 7, stdout: 'before\nafter\n' })
  expect(output.stderr).toMatch(/TASK_FAILED {2}Command exited with status 7\n$/)
})

it('a run that was interrupted while the leader was away kills its task when it is back', async () => {
  const { output, child, ended } = cluster.start('run', '--name', 'lonely', '--', 'sleep 600')
  await eventually('it runs', () => output.stderr.includes('TASK_RUNNING'))
  await cluster.leader.kill()
  child.kill('SIGINT')
  await eventually('it took notice', () => output.stderr.includes('killing'))
  cluster.leader.start()
  expect((await ended).status).toBe(130)
  expect(output.stderr).toMatch(/TASK_KILLED/)
})
