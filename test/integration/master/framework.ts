import { type Subscription, subscribe } from '../../../src/mesos/clients/scheduler.ts'
import type { FrameworkInfo } from '../../../src/mesos/messages/framework.ts'
import type { Offer } from '../../../src/mesos/messages/offer.ts'
import type { Event } from '../../../src/mesos/messages/scheduler.ts'
import type { TaskStatus } from '../../../src/mesos/messages/task.ts'
import { eventually } from './daemons.ts'

export interface Framework {
  readonly id: string
  readonly events: Event[]
  /** The latest offer that was neither rescinded nor used. */
  offer(): Promise<Offer>
  /** `grace`: seconds that the task gets to end when it is killed; Mesos' 3 when absent. */
  launch(offer: Offer, taskId: string, command: string, grace?: number): Promise<void>
  call: Subscription['call']
  /** Waits for a status of the task, this one or a later one. */
  status(taskId: string, is: (status: TaskStatus) => boolean): Promise<TaskStatus>
  /** Forgets what it has heard so far. */
  forget(): void
  close(): void
}

/** Subscribes, acknowledges what is to be acknowledged, and remembers everything. */
export const startFramework = async (
  leader: string,
  id?: string,
  failover_timeout = 300,
  change: Partial<FrameworkInfo> = {},
): Promise<Framework> => {
  const framework_info: FrameworkInfo = {
    user: 'root',
    name: 'integration',
    roles: ['dev'],
    checkpoint: true,
    failover_timeout,
    capabilities: [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }, { type: 'PARTITION_AWARE' }],
    ...(id !== undefined && { id: { value: id } }),
    ...change,
  }
  const framework_id = id === undefined ? undefined : { value: id }
  const subscription = await subscribe(leader, { type: 'SUBSCRIBE', framework_id, subscribe: { framework_info } })
  const events: Event[] = []
  const used = new Set<string>()
  let ended = ''
  // that the leader was killed is no failure: the test says what it expects then
  read(subscription, events).catch(error => {
    ended = `; its stream ended: ${error}`
  })
  const subscribed = await eventually('the framework is subscribed', () => {
    const refusal = events.find(({ type }) => type === 'ERROR')
    if (refusal) throw new Error(refusal.error!.message)
    return events.find(({ type }) => type === 'SUBSCRIBED')?.subscribed
  })
  const own = subscribed.framework_id
  const call: Subscription['call'] = made => subscription.call({ framework_id: own, ...made })
  const statuses = () => events.flatMap(({ update }) => update?.status ?? [])
  const heard = () => `heard: ${events.map(({ type, update }) => update?.status.state ?? type)}${ended}`
  return {
    id: own.value,
    events,
    call,
    offer: () =>
      eventually(
        () => `an offer comes; ${heard()}`,
        () => openOffers(events).findLast(({ id }) => !used.has(id.value)),
      ),
    launch: (offer, taskId, command, grace) => {
      used.add(offer.id.value)
      return call({
        type: 'ACCEPT',
        accept: {
          offer_ids: [offer.id],
          filters: { refuse_seconds: 0 },
          operations: [launching(offer, taskId, command, grace)],
        },
      })
    },
    status: (taskId, is) =>
      eventually(
        () => `task ${taskId} has the status; ${heard()}`,
        () => statuses().find(status => status.task_id.value === taskId && is(status)),
      ),
    forget: () => void events.splice(0),
    close: subscription.close,
  }
}

const read = async ({ events: stream, call }: Subscription, events: Event[]) => {
  let framework_id: { value: string } | undefined
  for await (const event of stream) {
    events.push(event)
    framework_id ??= event.subscribed?.framework_id
    const { uuid, agent_id, task_id } = event.update?.status ?? {}
    if (uuid)
      await call({ type: 'ACKNOWLEDGE', framework_id, acknowledge: { agent_id: agent_id!, task_id: task_id!, uuid } })
  }
}

const openOffers = (events: readonly Event[]): Offer[] => {
  const rescinded = new Set(events.map(({ rescind }) => rescind?.offer_id.value))
  return events.flatMap(({ offers }) => offers?.offers ?? []).filter(({ id }) => !rescinded.has(id.value))
}

const launching = ({ agent_id }: Offer, taskId: string, command: string, grace?: number) => ({
  type: 'LAUNCH' as const,
  launch: {
    task_infos: [
      {
        name: taskId,
        task_id: { value: taskId },
        agent_id,
        resources: [
          { name: 'cpus', type: 'SCALAR' as const, scalar: { value: 0.1 } },
          { name: 'mem', type: 'SCALAR' as const, scalar: { value: 32 } },
        ],
        command: { value: command },
        ...(grace !== undefined && { kill_policy: { grace_period: { nanoseconds: grace * 1e9 } } }),
      },
    ],
  },
})
