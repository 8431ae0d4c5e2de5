import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRecordDecoder } from '../../../src/mesos/recordio.ts'
import { capturedExchanges, capturesPresent } from '../../mesos/captures.ts'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, runTask, until } from './follower-process.ts'
import { operatorClient } from './operator-client.ts'

const group = '07-agent-containers/session'
const exchange = (name: string) => capturedExchanges().find(one => one.name === `${group}/${name}`)!
const headersOf = (lines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  )
/** What says nothing of the answer itself. */
const plain = ({ date: _, connection: __, 'content-length': ___, ...headers }: Record<string, unknown>) => headers
const byStream = (records: readonly any[]) =>
  records.filter(({ type }) => type === 'DATA').toSorted((a, b) => (a.data.type < b.data.type ? -1 : 1))

/** What a client said to a Mesos agent of sessions in a running task, word for word but for the task's container, and what it heard. */
describe.skipIf(!capturesPresent)('the captured sessions (skipped where there are no captures)', () => {
  let master: FakeMaster
  let follower: FollowerProcess
  let container = ''
  const { call, stream } = operatorClient(() => follower.port)
  const theirs = () =>
    JSON.parse(exchange('GET_CONTAINERS').response.body!.text!).get_containers.containers[0].container_id
      .value as string
  const asked = (name: string) => {
    const { headers, body } = exchange(name).request
    const { host: _, 'content-length': __, 'user-agent': ___, ...sent } = headersOf(headers)
    return { body: JSON.parse(body!.text!.replaceAll(theirs(), container)), headers: sent }
  }
  const answered = (name: string) => exchange(name).response

  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, ['--isolation=posix/cpu,posix/mem'])
    await follower.start()
    await master.send('RunTaskMessage', runTask(master.agentId, 's', 'sleep 1000'))
    const running = await master.next('StatusUpdateMessage', ({ update }) => update.status.state === 'TASK_RUNNING')
    container = running.update.status.container_status.container_id.value
  })
  afterAll(async () => {
    await master.kill('s')
    await until(
      () => follower.processesLeft().length === 0,
      'no process is left',
      () => String(follower.processesLeft()),
    )
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  it.each(['session0', 'session1'])('%s: the answer, its headers and its records', async name => {
    const { body, headers } = asked(name)
    const said = await stream(body, headers)
    await said.ended
    const { line, headers: wanted, body: records } = answered(name)
    expect(line).toContain(String(said.status))
    expect(plain({ ...said.headers })).toEqual(plain(headersOf(wanted)))
    const recorded = createRecordDecoder()
      .push(Buffer.from(records!.text!))
      .map(one => JSON.parse(String(one)))
    expect(byStream(said.records)).toEqual(byStream(recorded))
  })

  it('WAIT_sess0: how it ended', async () => {
    const { body, headers } = asked('WAIT_sess0')
    const { line, body: wanted } = answered('WAIT_sess0')
    const said = await call(body, headers)
    expect(line).toContain(String(said.status))
    expect(said.text).toBe(wanted!.text)
  })

  it('GET_CONTAINERS: the task’s, with all that is told of it', async () => {
    const { body, headers } = asked('GET_CONTAINERS')
    const said = (await call(body, headers)).body
    const wanted = JSON.parse(answered('GET_CONTAINERS').body!.text!)
    const [ours] = said.get_containers.containers
    const [one] = wanted.get_containers.containers
    expect(Object.keys(ours)).toEqual(Object.keys(one))
    expect(ours.executor_name.replace('sleep 1000', 'sleep 12')).toBe(one.executor_name)
    expect(Object.keys(ours.container_status)).toEqual(Object.keys(one.container_status))
    const statistics = Object.keys(one.resource_statistics)
    expect(statistics.filter(name => !(name in ours.resource_statistics))).toEqual([])
    for (const name of ['mem_limit_bytes', 'mem_soft_limit_bytes', 'cpus_soft_limit']) {
      expect(typeof ours.resource_statistics[name]).toBe('number')
    }
  })
})
