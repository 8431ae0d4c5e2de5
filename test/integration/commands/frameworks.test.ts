import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Subscription, subscribe } from '../../../src/mesos/clients/scheduler.ts'
import type { Event } from '../../../src/mesos/messages/scheduler.ts'
import { anewOnSecondTry } from '../../support/second-try.ts'
import { eventually } from '../master/daemons.ts'
import { type Cluster, startCluster } from './cluster.ts'

let cluster: Cluster
let subscription: Subscription
let events: AsyncIterator<Event>
let id: string
const begin = async () => {
  cluster = await startCluster()
  const framework_info = {
    user: 'nobody',
    name: 'picky',
    roles: ['web', 'dev'],
    capabilities: [{ type: 'MULTI_ROLE' as const }],
  }
  subscription = await subscribe(cluster.leader.address, {
    type: 'SUBSCRIBE',
    subscribe: { framework_info, suppressed_roles: ['dev'] },
  })
  events = subscription.events[Symbol.asyncIterator]()
  id = (await next('SUBSCRIBED')).subscribed!.framework_id.value
}
const end = async () => {
  subscription?.close()
  await cluster?.end()
}
beforeAll(begin)
anewOnSecondTry(() => end().then(begin))
afterAll(end)

const next = async (type: Event['type']): Promise<Event> => {
  for (;;) {
    const { value, done } = await events.next()
    if (done) throw new Error(`the stream ended before ${type}`)
    if (value.type === type) return value
  }
}

interface Reason {
  readonly reason: string
  readonly agents: number
  readonly until?: number
}

/** The reasons in role web. */
const explained = async (): Promise<readonly Reason[]> => {
  const { status, stdout } = await cluster.mantl('frameworks', 'explain', 'picky', '--json')
  expect(status).toBe(0)
  return JSON.parse(stdout).roles.find(({ role }: { role: string }) => role === 'web').reasons
}

describe('mantl frameworks', () => {
  it('list', async () => {
    const { status, stdout } = await cluster.mantl('frameworks', 'list', '--json')
    expect(status).toBe(0)
    expect(JSON.parse(stdout).frameworks).toMatchObject([{ id, name: 'picky', state: 'active', tasks: 0 }])
    expect((await cluster.mantl('frameworks', 'list')).stdout).toMatch(/picky +\S+ +active/)
  })

  it('explain: what it is offered, and what it declined', async () => {
    const offer = (await next('OFFERS')).offers!.offers![0]!
    expect(await explained()).toMatchObject([{ reason: 'offered-to-it', agents: 1 }])
    await subscription.call({
      type: 'DECLINE',
      framework_id: { value: id },
      decline: { offer_ids: [offer.id], filters: { refuse_seconds: 3600 } },
    })
    await eventually('the refusal is known', async () => (await explained())[0]?.reason === 'filter')
    expect(await explained()).toMatchObject([{ reason: 'filter', agents: 1, until: expect.any(Number) }])
    const { stdout } = await cluster.mantl('frameworks', 'explain', id)
    expect(stdout).toContain('declined by the framework itself')
    expect(stdout).toContain('it suppressed this role')
  })

  it('explain: a name that is not known', async () => {
    const { status, stderr } = await cluster.mantl('frameworks', 'explain', 'piky')
    expect([status, stderr]).toEqual([1, expect.stringContaining('did you mean picky?')])
  })
})
