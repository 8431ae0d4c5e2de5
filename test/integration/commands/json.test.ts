import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CommandName } from '../../../src/results/catalog.ts'
import { jsonResult } from '../../support/json-result.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { eventually } from '../master/daemons.ts'
import { type Cluster, startCluster } from './cluster.ts'

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster()
})
anewOnSecondTry(async () => {
  await cluster.end()
  cluster = await startCluster()
})
afterAll(() => cluster?.end())

const result = async (command: CommandName, ...args: readonly string[]) => {
  const [behind, ...rest] = args.join('\0').split('\0--\0')
  const given = [...command.split(' '), ...(behind === '' ? [] : behind!.split('\0')), '--json']
  return jsonResult(command, await cluster.mantl(...given, ...rest.flatMap(part => ['--', ...part.split('\0')])))
}

it('commands for tasks print what their schemas say', async () => {
  const ran = await result('run', '--name', 'short', '--', 'echo hi; exit 3')
  expect(ran.tasks).toMatchObject([{ state: 'TASK_FAILED', exitCode: 3 }])
  const [{ id }] = (await result('run', '--name', 'long', '--detach', '--', 'echo on; sleep 1000')).tasks
  expect((await result('tasks list', '--all')).tasks).toHaveLength(2)
  expect(await result('tasks logs', ran.tasks[0].id)).toMatchObject({ file: 'stdout', text: 'hi\n' })
  expect(await result('tasks exec', id, '--', 'echo in; echo err >&2; exit 4')).toMatchObject({
    exitCode: 4,
    stdout: 'in\n',
    stderr: 'err\n',
  })
  const attached = result('tasks attach', id)
  await result('status')
  const { frameworks } = await result('frameworks list')
  expect(frameworks).toMatchObject([{ tasks: 1 }])
  await result('frameworks explain', frameworks[0].id)
  await result('tasks kill', id)
  await attached
})

it('commands for roles print what their schemas say', async () => {
  expect(await result('quota set', 'dev', '--limit', 'cpus=1')).toMatchObject({ role: 'dev', limits: { cpus: 1 } })
  expect((await result('quota list')).quota).toHaveLength(1)
  await result('quota remove', 'dev')
  await result('weights set', 'dev=2')
  expect((await result('weights list')).weights).toEqual([{ role: 'dev', weight: 2 }])
})

it('commands for agents and machines print what their schemas say', async () => {
  const { agents } = await result('agents list')
  const [{ id }] = agents
  await result('agents deactivate', id)
  await result('agents reactivate', id)
  const held = cluster.start('run', '--name', 'stays', '--', 'sleep 1000')
  await eventually('it runs', () => held.output.stderr.includes('TASK_RUNNING') || undefined)
  held.child.kill('SIGSTOP') // it acknowledges nothing more, and the drain goes on
  await result('agents drain', id, '--max-grace-period', '1s')
  await result('agents list')
  await result('agents drain', id, '--cancel')
  held.child.kill('SIGCONT')
  await held.ended
  const scheduled = await result('maintenance schedule', id, '--at', '1s', '--for', '1h')
  expect(scheduled.unavailability.start.nanoseconds).toBeGreaterThan(0)
  expect((await result('maintenance status')).machines).toMatchObject([{ mode: 'draining' }])
  await result('maintenance schedule', id, '--cancel', '--at', '1s')
  await result('maintenance schedule', id, '--at', '1s')
  const { machines } = await result('maintenance start', id, '--yes')
  await result('maintenance stop', machines[0].hostname ?? machines[0].ip)
})

it('an error is what its schema says', async () => {
  jsonResult('error', await cluster.mantl('tasks', 'kill', 'nobody', '--json'))
  jsonResult('error', await cluster.mantl('agents', 'gone', 'nobody', '--json'))
})
