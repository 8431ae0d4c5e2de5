import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { freePort } from '../../support/ports.ts'
import { FollowerProcess, isRoot, runTask, until } from './follower-process.ts'

const isolation = isRoot ? 'cgroups/cpu,cgroups/mem' : 'posix/cpu,posix/mem'

describe('a follower whose file thread dies within a job', () => {
  let master: FakeMaster
  let follower: FollowerProcess
  let inspector: number

  beforeEach(async () => {
    master = await startFakeMaster()
    inspector = await freePort()
    follower = new FollowerProcess(master, [`--isolation=${isolation}`, '--resources=cpus:100;mem:40960'])
    follower.through = ['/usr/bin/env', `NODE_OPTIONS=--inspect=127.0.0.1:${inspector}`]
    await follower.start()
  })
  afterEach(async () => {
    await follower.kill('SIGKILL')
    follower.through = []
    await follower.start()
    for (const id of launched) if (master.states(id).at(-1) === 'TASK_RUNNING') await master.kill(id, 0)
    await until(() => launched.every(isOver), 'all tasks end')
    await follower.kill('SIGKILL')
    await follower.leavesNothing()
    await follower.close()
    await master.close()
    follower.removeCgroups()
    launched = []
  })

  let launched: string[] = []
  const run = (id: string) => {
    launched.push(id)
    return master.send('RunTaskMessage', runTask(master.agentId, id, 'sleep 1000'))
  }
  const isOver = (id: string) => /KILLED|FAILED|FINISHED|LOST|DROPPED|GONE/.test(master.states(id).at(-1) ?? '')

  /** What the thread is made to run; it is there as soon as much is to be done. */
  const inThread = async (expression: string): Promise<void> => {
    const [{ webSocketDebuggerUrl }] = (await (await fetch(`http://127.0.0.1:${inspector}/json/list`)).json()) as [
      { webSocketDebuggerUrl: string },
    ]
    const socket = new WebSocket(webSocketDebuggerUrl)
    const heard: any[] = []
    socket.addEventListener('message', ({ data }) => heard.push(JSON.parse(String(data))))
    await new Promise(resolve => socket.addEventListener('open', resolve, { once: true }))
    socket.send(JSON.stringify({ id: 1, method: 'NodeWorker.enable', params: { waitForDebuggerOnStart: false } }))
    const session = () => heard.find(({ method }) => method === 'NodeWorker.attachedToWorker')?.params.sessionId
    for (let n = 0; session() === undefined; n++) {
      const ids = Array.from({ length: 20 }, (_, one) => `many${n}-${one}`)
      await Promise.all(ids.map(run))
      for (const id of ids) await master.status(id, 'TASK_RUNNING')
    }
    await Promise.all(launched.map(id => follower.acknowledged(id)))
    const message = JSON.stringify({ id: 2, method: 'Runtime.evaluate', params: { expression } })
    socket.send(
      JSON.stringify({ id: 3, method: 'NodeWorker.sendMessageToWorker', params: { sessionId: session(), message } }),
    )
    const answer = () =>
      heard.find(({ method, params }) => /receivedMessage/.test(method) && JSON.parse(params.message).id === 2)
    await until(() => answer() !== undefined, 'the thread has heard it')
    expect(answer().params.message).not.toContain('exceptionDetails')
    const closed = new Promise(resolve => socket.addEventListener('close', resolve, { once: true }))
    socket.close() // a process that is looked into waits with its end until it is not
    await closed
  }
  const files = `process.getBuiltinModule('node:fs')`

  it('goes on without it where the job may be done twice: nothing is lost', async () => {
    await inThread(`void (${files}.writeFileSync = () => process.exit(7))`)
    await run('last')
    await master.status('last', 'TASK_RUNNING')
    expect(follower.log).toContain('the thread that makes files has died')
    expect(follower.child!.exitCode).toBeNull()
    for (const id of launched) expect(master.states(id)).toEqual(['TASK_STARTING', 'TASK_RUNNING'])
  })

  it('ends where nobody knows whether an update is on disk; the next one has all tasks', async () => {
    await inThread(
      `{ const open = ${files}.openSync; ${files}.openSync = (path, flags, mode) => flags === 'a' ? process.exit(7) : open(path, flags, mode) }`,
    )
    await run('last')
    await until(() => follower.child!.exitCode !== null, 'it ends')
    expect(follower.child!.exitCode).toBe(1)
    expect(follower.log).toContain('the thread that makes files has died')
    expect(follower.log).toContain('what must survive us can not be written')
    follower.through = []
    await follower.start()
    await until(() => isOver('last') || master.states('last').includes('TASK_RUNNING'), 'something is said of the last')
    const again = master.received.findLast(({ name }) => name === 'ReregisterSlaveMessage')!.body
    const known = new Map(again.tasks.map((task: any) => [task.task_id.value, task.state]))
    for (const id of launched) if (id !== 'last') expect([id, known.get(id)]).toEqual([id, 'TASK_RUNNING'])
  })
})
