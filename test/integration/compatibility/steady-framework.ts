import { setTimeout as sleep } from 'node:timers/promises'
import { type Subscription, subscribe } from '../../../src/mesos/clients/scheduler.ts'
import type { FrameworkInfo } from '../../../src/mesos/messages/framework.ts'
import type { Offer } from '../../../src/mesos/messages/offer.ts'
import type { Event } from '../../../src/mesos/messages/scheduler.ts'
import type { TaskInfo, TaskStatus } from '../../../src/mesos/messages/task.ts'

/** A framework that outlives its leaders: it subscribes again until it is stopped, and uses every offer it gets. */
export interface SteadyFramework {
  /** All statuses heard, in order, repetitions too. */
  readonly statuses: readonly TaskStatus[]
  /** Ids of tasks that were sent in an ACCEPT that was answered by 202, and when that was. */
  readonly accepted: ReadonlyMap<string, number>
  /** Asks what became of these tasks; false when nobody leads at the moment. */
  reconcile(taskIds: readonly string[]): Promise<boolean>
  stop(): void
}

const framework_info: FrameworkInfo = {
  user: 'root',
  name: 'steady',
  roles: ['dev'],
  checkpoint: true,
  failover_timeout: 600,
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'PARTITION_AWARE' }],
}

/** `next` gives the tasks to launch on an offer; none declines it for a second. */
export const startSteadyFramework = (leader: string, next: (offer: Offer) => readonly TaskInfo[]): SteadyFramework => {
  const statuses: TaskStatus[] = []
  const accepted = new Map<string, number>()
  let id: { value: string } | undefined
  let current: Subscription | undefined
  let stopped = false

  const useOffer = async ({ call }: Subscription, offer: Offer) => {
    const task_infos = next(offer)
    await call({
      type: 'ACCEPT',
      framework_id: id,
      accept: {
        offer_ids: [offer.id],
        filters: { refuse_seconds: task_infos.length > 0 ? 0 : 1 },
        operations: task_infos.length > 0 ? [{ type: 'LAUNCH', launch: { task_infos: [...task_infos] } }] : [],
      },
    })
    for (const { task_id } of task_infos) accepted.set(task_id.value, Date.now())
  }

  const take = async (subscription: Subscription, event: Event) => {
    id ??= event.subscribed?.framework_id
    for (const offer of event.offers?.offers ?? []) await useOffer(subscription, offer)
    const status = event.update?.status
    if (!status) return
    statuses.push(status)
    const { uuid, agent_id, task_id } = status
    if (!uuid) return
    await subscription.call({
      type: 'ACKNOWLEDGE',
      framework_id: id,
      acknowledge: { agent_id: agent_id!, task_id, uuid },
    })
  }

  const once = async () => {
    const framework = { ...framework_info, ...(id && { id }) }
    current = await subscribe(leader, {
      type: 'SUBSCRIBE',
      framework_id: id,
      subscribe: { framework_info: framework },
    })
    for await (const event of current.events) await take(current, event)
  }

  const forever = async () => {
    while (!stopped) {
      await once().catch(() => {}) // the leader was killed, or is not there yet
      current?.close()
      current = undefined
      await sleep(100)
    }
  }
  void forever()

  return {
    statuses,
    accepted,
    reconcile: async taskIds => {
      const tasks = taskIds.map(value => ({ task_id: { value } }))
      const asked = current?.call({ type: 'RECONCILE', framework_id: id, reconcile: { tasks } })
      return (
        asked?.then(
          () => true,
          () => false,
        ) ?? false
      )
    },
    stop: () => {
      stopped = true
      current?.close()
    },
  }
}
