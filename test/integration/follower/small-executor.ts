/** A small executor in plain Node, that knows the agent by its environment alone: by its socket where it is told one, else by its address. */
export const smallExecutor = `
const { randomBytes } = require('node:crypto')
const { request } = require('node:http')
const env = process.env
const [host, port] = env.MESOS_AGENT_ENDPOINT.split(':')
const where = env.MESOS_DOMAIN_SOCKET ? { socketPath: env.MESOS_DOMAIN_SOCKET } : { host, port }
const ids = { executor_id: { value: env.MESOS_EXECUTOR_ID }, framework_id: { value: env.MESOS_FRAMEWORK_ID } }
const token = env.MESOS_EXECUTOR_AUTHENTICATION_TOKEN ? { Authorization: 'Bearer ' + env.MESOS_EXECUTOR_AUTHENTICATION_TOKEN } : {}
const post = body => new Promise((resolve, reject) => {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json', ...token }
  const asked = request({ ...where, path: '/slave(1)/api/v1/executor', method: 'POST', headers }, response => {
    if (body.type !== 'SUBSCRIBE') response.resume()
    resolve(response)
  })
  asked.on('error', reject)
  asked.end(JSON.stringify({ ...ids, ...body }))
})
const unacknowledged = new Map(), tasks = new Map()
const update = (task_id, state, more = {}) => {
  const uuid = randomBytes(16).toString('base64')
  const status = { task_id, state, uuid, source: 'SOURCE_EXECUTOR', timestamp: Date.now() / 1000, ...more }
  unacknowledged.set(uuid, { status })
  return post({ type: 'UPDATE', update: { status } }).catch(() => {})
}
const handle = event => {
  console.log(event.type)
  if (event.type === 'LAUNCH') { tasks.set(event.launch.task.task_id.value, event.launch.task); update(event.launch.task.task_id, 'TASK_RUNNING', { data: event.launch.task.data }) }
  if (event.type === 'ACKNOWLEDGED') unacknowledged.delete(event.acknowledged.uuid)
  if (event.type === 'MESSAGE') post({ type: 'MESSAGE', message: { data: event.message.data } }).catch(() => {})
  if (event.type === 'KILL') update(event.kill.task_id, 'TASK_KILLED', { message: 'asked' })
  if (event.type === 'SHUTDOWN') process.exit(0)
}
const subscribe = async () => {
  const response = await post({ type: 'SUBSCRIBE', subscribe: { unacknowledged_tasks: [...tasks.values()], unacknowledged_updates: [...unacknowledged.values()] } })
  if (response.statusCode !== 200) throw new Error('status ' + response.statusCode)
  let buffer = Buffer.alloc(0)
  for await (const chunk of response) {
    buffer = Buffer.concat([buffer, chunk])
    for (;;) {
      const end = buffer.indexOf(10)
      if (end < 0) break
      const length = Number(buffer.subarray(0, end).toString())
      if (buffer.length < end + 1 + length) break
      handle(JSON.parse(buffer.subarray(end + 1, end + 1 + length).toString()))
      buffer = buffer.subarray(end + 1 + length)
    }
  }
}
const forever = () => subscribe().catch(() => {}).then(() => setTimeout(forever, 50))
forever()
`
