import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'
import { isTerminal } from '../../src/mesos/messages/terminal.ts'
import { createRecordDecoder } from '../../src/mesos/recordio.ts'

/** What this needs of Mesos' v1 JSON. */
interface Offer {
  readonly id: { value: string }
  readonly agent_id: { value: string }
  readonly url?: { readonly address: { readonly ip?: string; readonly hostname?: string; readonly port: number } }
  readonly resources: readonly { readonly name: string; readonly scalar?: { value: number } }[]
}
interface Status {
  readonly task_id: { value: string }
  readonly agent_id?: { value: string }
  readonly state: string
  readonly uuid?: string
  readonly message?: string
}
type Event =
  | { type: 'SUBSCRIBED'; subscribed: { framework_id: { value: string } } }
  | { type: 'OFFERS'; offers: { offers: readonly Offer[] } }
  | { type: 'RESCIND'; rescind: { offer_id: { value: string } } }
  | { type: 'UPDATE'; update: { status: Status } }
  | { type: 'ERROR'; error: { message: string } }
  | { type: 'HEARTBEAT' }

const cpus = 0.01
const mem = 32

/** A framework on the v1 scheduler API in JSON, and nothing else: any Mesos master will do. Times are of `performance.now()`. */
export class Framework {
  readonly #master: string
  readonly #abort = new AbortController()
  readonly #offers: Offer[] = []
  readonly #agents = new Map<string, string>()
  readonly #watchers = new Map<string, (status: Status, at: number) => void>()
  readonly #checkpoint: boolean
  readonly #task: object
  #agent = ''
  #stream = ''
  #id = ''
  #count = 0
  #failure: Error | undefined

  /** `checkpoint`: its tasks outlive the agent. `task`: more of each TaskInfo, such as its container. */
  constructor(master: string, { checkpoint = false, task = {} }: { checkpoint?: boolean; task?: object } = {}) {
    this.#master = master
    this.#checkpoint = checkpoint
    this.#task = task
  }

  /** `host:port` of the agent that the last task went to. */
  get agent(): string {
    return this.#agent
  }

  async subscribe(): Promise<void> {
    const framework_info = {
      user: process.env.USER ?? 'root',
      name: 'bench',
      roles: ['*'],
      ...(this.#checkpoint ? { checkpoint: true } : {}),
      capabilities: [{ type: 'MULTI_ROLE' }],
    }
    const { statusCode, headers, body } = await this.#post(
      { type: 'SUBSCRIBE', subscribe: { framework_info } },
      this.#abort.signal,
    )
    if (statusCode !== 200) throw new Error(`${this.#master} answered ${statusCode}: ${await body.text()}`)
    this.#stream = String(headers['mesos-stream-id'] ?? '')
    void this.#read(body).catch((error: Error) => {
      if (!this.#abort.signal.aborted) this.#failure = error
    })
    await this.#until(() => this.#id !== '')
  }

  /** Launches `count` tasks in one ACCEPT; resolves with the time of that call, and the time at which each had reached the state. */
  async launch(
    command: string,
    count: number,
    wanted: string,
  ): Promise<{ ids: string[]; began: number; reached: number[] }> {
    const { tasks, began } = await this.start(command, count, wanted)
    return { ids: tasks.map(({ id }) => id), began, reached: await Promise.all(tasks.map(({ reached }) => reached)) }
  }

  /** As `launch`, but does not wait for the tasks. Waits for an offer that all fit into. */
  async start(command: string, count: number, wanted: string) {
    const offer = await this.#offerFor(count)
    this.#agent = addressOf(offer)
    const tasks = Array.from({ length: count }, () => {
      const id = `b${(this.#count += 1)}`
      this.#agents.set(id, offer.agent_id.value)
      return { id, reached: this.#reaches(id, wanted) }
    })
    const task_infos = tasks.map(({ id }) => ({
      name: 'bench',
      task_id: { value: id },
      agent_id: offer.agent_id,
      resources: [scalar('cpus', cpus), scalar('mem', mem)],
      command: { shell: true, value: command },
      ...this.#task,
    }))
    const accept = {
      offer_ids: [offer.id],
      operations: [{ type: 'LAUNCH', launch: { task_infos } }],
      filters: { refuse_seconds: 0 },
    }
    const began = performance.now()
    await this.#call({ type: 'ACCEPT', accept })
    return { tasks, began }
  }

  /** Kills them, and resolves when all have ended. */
  async kill(ids: readonly string[]): Promise<void> {
    const gone = ids.map(id => this.#reaches(id, 'TASK_KILLED'))
    const kill = (id: string) =>
      this.#call({ type: 'KILL', kill: { task_id: { value: id }, agent_id: { value: this.#agents.get(id) ?? '' } } })
    await Promise.all(ids.map(kill))
    await Promise.all(gone)
  }

  async close(): Promise<void> {
    if (this.#id !== '') await this.#call({ type: 'TEARDOWN' }).catch(() => {})
    this.#abort.abort()
  }

  #reaches(id: string, wanted: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#watchers.set(id, ({ state, message }, at) => {
        if (state === wanted) resolve(at)
        else if (isTerminal(state)) reject(new Error(`task ${id} became ${state} (${message}) and not ${wanted}`))
      })
    })
  }

  async #offerFor(count: number): Promise<Offer> {
    const fits = (offer: Offer) => amount(offer, 'cpus') >= cpus * count && amount(offer, 'mem') >= mem * count
    for (;;) {
      await this.#until(() => this.#offers.length > 0)
      const offer = this.#offers.shift()!
      if (fits(offer)) return offer
      await this.#call({ type: 'DECLINE', decline: { offer_ids: [offer.id], filters: { refuse_seconds: 0 } } })
    }
  }

  async #until(what: () => boolean): Promise<void> {
    const end = performance.now() + 60_000
    while (!what()) {
      if (this.#failure) throw this.#failure
      if (performance.now() > end) throw new Error('the master keeps silent: no offer is large enough, or none came')
      await pause(1)
    }
  }

  async #read(body: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = createRecordDecoder()
    for await (const chunk of body) {
      const at = performance.now()
      for (const record of decoder.push(chunk)) this.#on(JSON.parse(record.toString('utf8')) as Event, at)
    }
    throw new Error('the master ended the stream')
  }

  #on(event: Event, at: number): void {
    if (event.type === 'SUBSCRIBED') this.#id = event.subscribed.framework_id.value
    else if (event.type === 'OFFERS') this.#offers.push(...event.offers.offers)
    else if (event.type === 'RESCIND') {
      const index = this.#offers.findIndex(({ id }) => id.value === event.rescind.offer_id.value)
      if (index >= 0) this.#offers.splice(index, 1)
    } else if (event.type === 'UPDATE') this.#onStatus(event.update.status, at)
    else if (event.type === 'ERROR') this.#failure = new Error(event.error.message)
  }

  #onStatus(status: Status, at: number): void {
    this.#watchers.get(status.task_id.value)?.(status, at)
    if (isTerminal(status.state)) this.#watchers.delete(status.task_id.value)
    const { agent_id, task_id, uuid } = status
    if (uuid !== undefined && agent_id !== undefined)
      void this.#call({ type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } }).catch((error: Error) => {
        if (!this.#abort.signal.aborted) this.#failure = error
      })
  }

  async #call(call: object): Promise<void> {
    const { statusCode, body } = await this.#post({ ...call, framework_id: { value: this.#id } })
    const text = await body.text()
    if (statusCode !== 202) throw new Error(`the master answered ${statusCode}: ${text}`)
  }

  #post(call: object, signal?: AbortSignal) {
    const stream = this.#stream === '' ? {} : { 'mesos-stream-id': this.#stream }
    return request(`http://${this.#master}/api/v1/scheduler`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...stream },
      body: JSON.stringify(call),
      bodyTimeout: 0,
      ...(signal === undefined ? {} : { signal }),
    })
  }
}

const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value } })

const addressOf = ({ url }: Offer): string =>
  url === undefined ? '' : `${url.address.ip ?? url.address.hostname}:${url.address.port}`

const amount = ({ resources }: Offer, name: string): number =>
  resources.reduce((sum, resource) => sum + (resource.name === name ? (resource.scalar?.value ?? 0) : 0), 0)
