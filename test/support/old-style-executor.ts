import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { libprocessMessages } from '../../src/mesos/libprocess/messages.ts'
import { createPeers } from '../../src/mesos/libprocess/peers.ts'
import { decode, fromJson, type Schema } from '../../src/mesos/messages/codec/index.ts'
import { systemClock } from '../../src/runtime/clock.ts'
import { recordingLog } from './log.ts'

/**
 * A program: an executor as Mesos had them before its HTTP API, that knows the agent by its environment alone, and is called back by
 * messages at an address of its own. Each task runs until it is killed; what it hears it says on stdout, a line a message.
 * MUTE_AT_RESTART: it does not answer the first wish to come back.
 */
const env = process.env
const ids = {
  framework_id: { value: env.MESOS_FRAMEWORK_ID! },
  executor_id: { value: env.MESOS_EXECUTOR_ID! },
}
const agent_id = { value: env.MESOS_SLAVE_ID! }
const agent = env.MESOS_SLAVE_PID!
const unacknowledged = new Map<string, object>()
const tasks = new Map<string, object>()
let mute = env.MUTE_AT_RESTART === '1'

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

const server = createServer(async (request, response) => {
  const bytes = await bodyOf(request)
  response.writeHead(202).end()
  const full = decodeURIComponent(request.url!).split('/')[2]!
  hear(full.replace('mesos.internal.', ''), decode<any>(libprocessMessages.get(full) as Schema<any>, bytes))
})
server.keepAliveTimeout = 0
await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))
const self = `127.0.0.1:${(server.address() as AddressInfo).port}`
const peers = createPeers({ self, clock: systemClock, log: recordingLog() })

const say = (name: string, body: object) => {
  const schema = libprocessMessages.get(`mesos.internal.${name}`) as Schema<object>
  peers.send('executor(1)', agent, `mesos.internal.${name}`, fromJson(schema, body) as object)
}

const update = (taskId: string, state: string, message: string) => {
  const uuid = randomBytes(16).toString('base64')
  const timestamp = Date.now() / 1000
  const status = { task_id: { value: taskId }, state, message, agent_id, timestamp }
  const made = { ...ids, agent_id, status, timestamp, uuid }
  unacknowledged.set(uuid, made)
  say('StatusUpdateMessage', { update: made, pid: `executor(1)@${self}` })
}

const hear = (name: string, body: any): void => {
  console.log(name)
  switch (name) {
    case 'RunTaskMessage':
      tasks.set(body.task.task_id.value, body.task)
      return update(body.task.task_id.value, 'TASK_RUNNING', `data ${body.task.data ?? ''} from ${body.pid}`)
    case 'KillTaskMessage':
      return update(body.task_id.value, 'TASK_KILLED', 'asked')
    case 'StatusUpdateAcknowledgementMessage':
      unacknowledged.delete(body.uuid)
      tasks.delete(body.task_id.value)
      return
    case 'FrameworkToExecutorMessage':
      return say('ExecutorToFrameworkMessage', { ...ids, agent_id, data: body.data })
    case 'ReconnectExecutorMessage':
      if (mute) {
        mute = false
        return
      }
      return say('ReregisterExecutorMessage', {
        ...ids,
        tasks: [...tasks.values()],
        updates: [...unacknowledged.values()],
      })
    case 'ShutdownExecutorMessage':
      process.exit(0)
  }
}

say('RegisterExecutorMessage', ids)
