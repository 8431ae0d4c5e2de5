import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { operatorCall } from '../../../src/mesos/clients/operator.ts'
import { type Subscription, subscribe } from '../../../src/mesos/clients/scheduler.ts'
import type { Offer } from '../../../src/mesos/messages/offer.ts'
import type { Call, Event } from '../../../src/mesos/messages/scheduler.ts'
import { freePort } from '../../support/ports.ts'
import { until } from './follower-process.ts'

const program = join(import.meta.dirname, '../../../bin/mesos-master.js')

/** The real leader, and what an operator asks of it. */
export class LeaderProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'mantl-leader-'))
  port = 0
  child?: ChildProcess

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    this.port ||= await freePort()
    const flags = ['--ip=127.0.0.1', `--port=${this.port}`, '--hostname=localhost', '--allocation_interval=50ms']
    this.child = spawn(process.execPath, [program, ...flags, `--work_dir=${this.folder}`], { stdio: 'ignore' })
    const serves = () =>
      fetch(`http://${this.address}/health`).then(
        response => response.ok,
        () => false,
      )
    await until(serves, 'the leader serves')
  }

  async kill(): Promise<void> {
    const { child } = this
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    await new Promise(resolve => {
      child.once('exit', resolve)
      child.kill('SIGKILL')
    })
  }

  call(call: Readonly<Record<string, unknown>>): Promise<any> {
    return operatorCall(this.address, call)
  }

  /** Agents that are there, as /slaves shows them. */
  async agents(): Promise<any[]> {
    const response = await fetch(`http://${this.address}/slaves`)
    return ((await response.json()) as any).slaves.filter((one: any) => one.active)
  }

  /** The one agent, once it is there. */
  async agent(): Promise<any> {
    await until(async () => (await this.agents().catch(() => [])).length === 1, 'the agent is there')
    return (await this.agents())[0]
  }

  async close(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A framework that speaks to the leader as any would, and keeps all that it hears. */
export class TestFramework {
  readonly leader: LeaderProcess
  readonly role: string
  readonly events: Event[] = []
  readonly used = new Set<string>()
  id = ''
  session?: Subscription

  constructor(leader: LeaderProcess, role = 'dev') {
    this.leader = leader
    this.role = role
  }

  async subscribe(user: string, capabilities: readonly string[] = []): Promise<void> {
    for (const event of this.events) for (const { id } of event.offers?.offers ?? []) this.used.add(id.value)
    const types = ['MULTI_ROLE', 'PARTITION_AWARE', 'RESERVATION_REFINEMENT', ...capabilities]
    const framework_id = this.id === '' ? {} : { id: { value: this.id } }
    const framework_info = {
      user,
      name: 'test',
      roles: [this.role],
      checkpoint: true,
      failover_timeout: 3600,
      capabilities: types.map(type => ({ type })) as never,
      ...framework_id,
    }
    const call: Call = { type: 'SUBSCRIBE', subscribe: { framework_info } }
    this.session = await subscribe(
      this.leader.address,
      this.id === '' ? call : { ...call, framework_id: { value: this.id } },
    )
    const { events, call: answer } = this.session
    void (async () => {
      for await (const event of events) {
        this.events.push(event)
        if (event.type === 'SUBSCRIBED') this.id = event.subscribed!.framework_id.value
        const status = event.update?.status
        if (status?.uuid === undefined) continue
        const acknowledge = { agent_id: status.agent_id!, task_id: status.task_id, uuid: status.uuid }
        await answer({ type: 'ACKNOWLEDGE', framework_id: { value: this.id }, acknowledge })
      }
    })().catch(() => {})
    await until(() => this.id !== '', 'we are subscribed')
  }

  call(call: Call): Promise<void> {
    return this.session!.call({ framework_id: { value: this.id }, ...call })
  }

  /** One that was not used yet, and fits. */
  async offer(fits: (offer: Offer) => boolean = () => true): Promise<Offer> {
    const rescinded = () => new Set(this.events.flatMap(({ rescind }) => (rescind ? [rescind.offer_id.value] : [])))
    const open = () =>
      this.events
        .flatMap(event => event.offers?.offers ?? [])
        .filter(offer => !this.used.has(offer.id.value) && !rescinded().has(offer.id.value))
    await until(async () => {
      if (open().some(fits)) return true
      // Several small offers become one large one.
      const offer_ids = open().map(({ id }) => id)
      for (const { value } of offer_ids) this.used.add(value)
      if (offer_ids.length > 0)
        await this.call({ type: 'DECLINE', decline: { offer_ids, filters: { refuse_seconds: 0 } } }).catch(() => {})
      await this.call({ type: 'REVIVE' }).catch(() => {})
      return open().some(fits)
    }, 'an offer comes')
    const offer = open().findLast(fits)!
    this.used.add(offer.id.value)
    return offer
  }

  /** Asks for it until the offer was still good. Returns the id that it went by, and the first that was said of it. */
  async operate(name: string, operation: object, fits: (offer: Offer) => boolean) {
    for (let attempt = 0; ; attempt++) {
      const id = `${name}${attempt}`
      await this.accept(await this.offer(fits), { ...operation, id: { value: id } })
      await until(() => this.statuses(id).length > 0, `${id} is told`)
      const [status] = this.statuses(id)
      if (!status!.message?.includes('invalid offers')) return { id, status: status! }
    }
  }

  async accept(offer: Offer, ...operations: object[]): Promise<void> {
    await this.call({
      type: 'ACCEPT',
      accept: { offer_ids: [offer.id], operations: operations as never, filters: { refuse_seconds: 0 } },
    })
  }

  states(taskId: string): readonly string[] {
    return this.events
      .filter(event => event.update?.status.task_id.value === taskId)
      .map(event => event.update!.status.state)
  }

  /** What was said of an operation. */
  statuses(operationId: string) {
    return this.events.flatMap(({ update_operation_status: update }) =>
      update?.status.operation_id?.value === operationId ? [update.status] : [],
    )
  }

  close(): void {
    this.session?.close()
  }
}
