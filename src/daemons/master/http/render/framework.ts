import { toJson } from '../../../../mesos/messages/codec/index.ts'
import { OfferConstraints } from '../../../../mesos/messages/scheduler.ts'
import type { Framework, MasterState } from '../../state.ts'
import { executorView } from './executor.ts'
import { offerView } from './offer.ts'
import { listOf, listOfWritten, objectOf, type Pieces } from './pieces.ts'
import { resourceSum, type Summary } from './resource-sums.ts'
import { seconds } from './seconds.ts'
import { labelsView } from './task.ts'
import { offered, usedByFramework } from './usage.ts'
import type { Written } from './written.ts'

/** PURE. A framework as /state-summary shows it: facts/endpoints-v0.md 3.3. */
export function* frameworkSummary(state: MasterState, framework: Framework): Generator<string, object> {
  return summaryOf(framework, yield* sums(state, framework))
}

/** As /state and /frameworks show it, in pieces. */
export function* frameworkPieces(
  state: MasterState,
  framework: Framework,
  written: Written,
): Generator<string | Uint8Array> {
  const { info } = framework
  const holds = yield* sums(state, framework)
  const head = {
    ...summaryOf(framework, holds),
    user: info.user,
    failover_timeout: info.failover_timeout ?? 0,
    checkpoint: info.checkpoint ?? false,
    registered_time: seconds(framework.registeredAt ?? 0),
    unregistered_time: seconds(framework.unregisteredAt ?? 0),
    ...(info.principal !== undefined && { principal: info.principal }),
    resources: holds.all,
    ...reregistered(framework),
    ...(framework.capabilities.has('MULTI_ROLE') ? { roles: framework.roles } : { role: info.role ?? '*' }),
    ...(info.labels && { labels: labelsView(info.labels) }),
    offer_constraints: toJson(OfferConstraints, framework.offerConstraints ?? {}),
  }
  yield* objectOf(head, {
    tasks: listOfWritten(written.tasks.list(framework.tasks, framework.tasks.values())),
    unreachable_tasks: listOfWritten(
      written.tasks.list(framework.unreachableTasks, framework.unreachableTasks.values()),
    ),
    completed_tasks: listOfWritten(written.tasks.list(framework.completedTasks, framework.completedTasks)),
    offers: listOf(offersOf(state, framework), offer => JSON.stringify(offerView(offer))),
    executors: executors(framework),
  })
}

const summaryOf = ({ id, info, connection, ...framework }: Framework, holds: Sums) => ({
  id,
  name: info.name,
  ...(connection?.kind === 'pid' && { pid: connection.pid }),
  used_resources: holds.used,
  offered_resources: holds.offered,
  capabilities: [...framework.capabilities],
  hostname: info.hostname ?? '',
  webui_url: info.webui_url ?? '',
  active: framework.active,
  connected: framework.connected,
  recovered: framework.recovered,
})

type Sums = Readonly<Record<'used' | 'offered' | 'all', Summary>>

const REST = 1000 // tasks that are summed up at a stroke

function* sums(state: MasterState, framework: Framework): Generator<string, Sums> {
  let count = 0
  const [used, all, inOffers] = [resourceSum(), resourceSum(), resourceSum()]
  for (const resources of usedByFramework(framework)) {
    used.add(resources)
    if (++count % REST === 0) yield ''
  }
  for (const resources of offered(state, framework.offers)) inOffers.add(resources)
  for (const sum of [used, inOffers]) all.addSum(sum)
  return { used: used.summary(), offered: inOffers.summary(), all: all.summary() }
}

const reregistered = ({ registeredAt, reregisteredAt }: Framework) =>
  reregisteredAt !== undefined && reregisteredAt !== registeredAt && { reregistered_time: seconds(reregisteredAt) }

const offersOf = (state: MasterState, { offers }: Framework) =>
  [...offers].map(id => state.offers.get(id)).filter(offer => offer !== undefined)

function* executors({ id, executors: byAgent }: Framework): Pieces {
  const all = [...byAgent].flatMap(([agentId, byId]) => [...byId.values()].map(info => ({ info, agentId })))
  yield* listOf(all, ({ info, agentId }) => JSON.stringify(executorView(info, id, agentId)))
}
