import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shapeDifferences } from '../../daemons/master/http/shape.ts'
import { capturesPresent } from '../../mesos/captures.ts'
import { type Daemon, newLab } from '../master/daemons.ts'
import { agentOf, type Deliberate, differences, exchangesOf, idle, openStream, streamOf, unmeant } from './replay.ts'

const THEIRS = {
  framework: '2345153f-a1c4-4ced-8157-2bb789e05096-0011',
  agent: '2345153f-a1c4-4ced-8157-2bb789e05096-S0',
}

const LATER = 'later: checks and health checks belong to a later issue'

const deliberate: readonly Deliberate[] = [
  { exchange: /^t-long /, difference: /check_status: missing/, why: LATER },
  { exchange: /^t-long .*CHECK_STATUS_UPDATED/, difference: /never came/, why: LATER },
  {
    exchange: /TASK_STARTING/,
    difference: /executor_pid: missing/,
    why: 'a command task needs no executor process: its own is not there yet when it starts',
  },
  { exchange: /^(t-big|g\d) TASK_ERROR/, difference: /^message/, why: 'the reason is named in our own words' },
]

const lab = newLab()
let leader: Daemon
beforeAll(async () => {
  leader = await lab.leader()
  await lab.agent(leader.address)
  await agentOf(leader.address)
})
afterAll(() => lab.end())

describe.skipIf(!capturesPresent)('the conversation of a captured scheduler (needs ../shared/captures)', () => {
  it('gets the same answers and events of the same shape', async () => {
    const group = exchangesOf('03-scheduler/')
    const stream = await openStream(group.find(({ name }) => name.endsWith('/scheduler_stream'))!, leader.address, [])
    const subscribed = await stream.next(({ type }) => type === 'SUBSCRIBED')
    const framework = subscribed.subscribed.framework_id.value
    const used = new Set<string>()
    const acknowledged = new Set<string>()
    const nextOffers = () =>
      stream.next(({ type, offers }) => type === 'OFFERS' && offers.offers.some(({ id }: any) => !used.has(id.value)))
    const freshOffer = async () => {
      const event = await nextOffers()
      const offer = event.offers.offers.find(({ id }: any) => !used.has(id.value))
      used.add(offer.id.value)
      return offer
    }
    const found = new Map<string, readonly string[]>()
    let agent = ''
    let offered = ''
    for (const exchange of group.filter(({ name }) => /\/call\d+_/.test(name))) {
      const call = JSON.parse(exchange.request.body!.text!)
      const ids: [string | RegExp, string][] = [
        [THEIRS.framework, framework],
        [/35b55257-efc9-4845-8c2d-b605d8661e49/g, stream.headers.get('mesos-stream-id')!],
      ]
      const theirOffer = (call.accept ?? call.decline)?.offer_ids[0].value
      if (theirOffer !== undefined && theirOffer !== 'nope') {
        if (!exchange.name.endsWith('_again')) {
          const offer = await freshOffer()
          agent = offer.agent_id.value
          offered = offer.id.value
        }
        ids.push([`"${theirOffer}"`, `"${offered}"`])
      }
      if (call.acknowledge) {
        const never = ofACheck(call.acknowledge.uuid)
        if (never) await nextOffers() // as then: what the task left is on offer before it is killed
        const uuid = never
          ? call.acknowledge.uuid
          : (
              await stream.next(
                ({ update }) =>
                  update?.status.task_id.value === call.acknowledge.task_id.value &&
                  update.status.uuid !== undefined &&
                  !acknowledged.has(update.status.uuid),
              )
            ).update.status.uuid
        acknowledged.add(uuid)
        ids.push([call.acknowledge.uuid, uuid])
      }
      ids.push([THEIRS.agent, agent], [/"check": .*?(?="kill_policy")/g, '']) // a check is refused: tested elsewhere
      found.set(exchange.name, await differences(exchange, leader.address, ids))
    }
    for (const kind of streamOf('03-scheduler/scheduler_stream').map(kindOf).filter(isExpected)) {
      await stream.next(event => kindOf(event) === kind)
    }
    compareEvents(stream.records, streamOf('03-scheduler/scheduler_stream'), found)
    stream.close()
    expect(unmeant(deliberate, found)).toEqual([])
    expect(idle(deliberate, found)).toEqual([])
  })
})

const ofACheck = (uuid: string): boolean =>
  streamOf('03-scheduler/scheduler_stream').some(
    ({ update }) => update?.status.uuid === uuid && update.status.reason?.includes('CHECK_STATUS'),
  )

const isExpected = (kind: string): boolean =>
  !deliberate.some(({ exchange, difference }) => exchange.test(kind) && difference.test('never came'))

const kindOf = ({ type, update }: any) =>
  update
    ? `${update.status.task_id.value} ${update.status.state} ${update.status.source} ${update.status.reason}`
    : `event ${type}`

/** Each kind of event that came then has come now, with the same fields. Sums of resources are of the host. */
const compareEvents = (ours: readonly any[], theirs: readonly any[], found: Map<string, readonly string[]>) => {
  for (const event of theirs) {
    const kind = kindOf(event)
    const mine = ours.find(one => kindOf(one) === kind)
    if (mine === undefined) found.set(kind, ['never came'])
    else if (event.type === 'OFFERS') found.set(kind, shapeDifferences(offerOf(mine), offerOf(event)))
    else found.set(kind, [...shapeDifferences(mine, event), ...messageDifferences(mine, event)])
  }
}

const offerOf = ({ offers }: any) => {
  const { resources, ...offer } = offers.offers[0]
  return { ...offer, resource: resources.find(({ name }: any) => name === 'cpus') }
}

const messageDifferences = (ours: any, theirs: any): string[] => {
  const [mine, other] = [ours, theirs].map(({ update }) => update?.status.message as string | undefined)
  const same = mine === other || other?.startsWith('Total resources') === mine?.startsWith('Total resources')
  return same ? [] : [`message '${mine}', not '${other}'`]
}
