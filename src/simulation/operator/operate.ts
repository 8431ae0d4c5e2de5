import type { Event } from '../../daemons/master/events.ts'
import type { OfferOperation } from '../../mesos/messages/offer.ts'
import type { Resource } from '../../mesos/messages/resource.ts'
import type { AgentNode } from '../agent/agent.ts'
import type { Truth } from '../invariants/invariant.ts'
import type { Timeline } from '../timeline.ts'
import type { Operator } from './operator.ts'
import type { Operation } from './plan.ts'

export interface Operating {
  /** All that was put aside is put back; limits are lifted. */
  windUp(): void
}

/** Has the operator do at its time what is planned. An agent is meant under the id that it has then. */
export const operate = (
  operator: Operator,
  operations: readonly Operation[],
  truth: Truth,
  timeline: Timeline,
): Operating => {
  const undo: (() => void)[] = []
  let over = false
  for (const operation of operations) {
    timeline.after(operation.at, () => {
      if (!over) begin({ operator, truth, timeline, undo, isOver: () => over }, operation)
    })
  }
  return {
    windUp: () => {
      over = true
      operator.giveUp()
      for (const put of undo) put()
      const clean = () => {
        tearDownOrphans(operator, truth)
        timeline.after(CLEAN_EVERY, clean)
      }
      clean()
    },
  }
}

/** ms. */
const CLEAN_EVERY = 30_000

/** A framework that ended under an earlier leader is known to its agents alone: it stays, as in Mesos, until somebody tears it down. */
const tearDownOrphans = (operator: Operator, { leaders, frameworks }: Truth): void => {
  const current = new Set(frameworks.map(({ state }) => state.id))
  for (const { state } of leaders) {
    for (const { id, connected } of state?.frameworks.values() ?? []) {
      if (connected || current.has(id)) continue
      operator.ask(`teardown ${id}`, request => ({ kind: 'teardown', frameworkId: id, request }), { tries: 1 })
    }
  }
}

interface Desk {
  readonly operator: Operator
  readonly truth: Truth
  readonly timeline: Timeline
  readonly undo: (() => void)[]
  readonly isOver: () => boolean
}

const begin = (desk: Desk, operation: Operation): void => {
  const { operator, truth, undo } = desk
  const node = 'agent' in operation ? truth.agents[operation.agent] : undefined
  const agentId = node?.state?.info.id?.value
  const about = (what: string, make: (id: string, request: number) => Event) => {
    if (agentId !== undefined) operator.ask(`${what} ${agentId}`, request => make(agentId, request))
  }
  switch (operation.kind) {
    case 'mark-gone':
      return about('mark-gone', (id, request) => ({ kind: 'mark-agent-gone', agentId: id, request }))
    case 'drain': {
      const { grace, markGone } = operation
      const config = {
        mark_gone: markGone,
        ...(grace !== undefined && { max_grace_period: { nanoseconds: grace * 1e6 } }),
      }
      if (agentId !== undefined) undo.push(() => reactivate(operator, agentId))
      return about('drain', (id, request) => ({ kind: 'drain-agent', agentId: id, config, request }))
    }
    case 'deactivate':
      if (agentId !== undefined) undo.push(() => reactivate(operator, agentId))
      return about('deactivate', (id, request) => ({ kind: 'deactivate-agent', agentId: id, request }))
    case 'cancel-drain':
      return about('cancel-drain', (id, request) => ({ kind: 'cancel-drain', agentId: id, request }))
    case 'reactivate':
      return about('reactivate', (id, request) => ({ kind: 'reactivate-agent', agentId: id, request }))
    case 'teardown': {
      const frameworkId = truth.frameworks[operation.framework]?.state.id
      if (frameworkId === undefined) return
      return operator.ask(`teardown ${frameworkId}`, request => ({ kind: 'teardown', frameworkId, request }))
    }
    case 'quota':
      undo.push(() => {
        const lift = () => quota(operator, operation.role, {}, {}, true)
        lift()
        desk.timeline.after(LATE, lift)
      })
      return setQuota(operator, operation)
    case 'weight': {
      const { role, weight } = operation
      const weights = [{ info: { principal: 'operator' }, role, weight }]
      return operator.ask(`weight ${role}`, request => ({ kind: 'update-weights', weights, authorized: true, request }))
    }
    case 'reserve': {
      const resources = [reserved(operation.role, operation.cpus)]
      if (agentId !== undefined) undo.push(() => unreserve(operator, agentId, resources))
      return about('reserve', (id, request) => ({
        kind: 'operate',
        agentId: id,
        operation: { type: 'RESERVE', reserve: { resources } },
        authorized: true,
        request,
      }))
    }
    case 'volume':
      if (agentId !== undefined) keepVolume(desk, agentId, operation)
      return
    case 'maintenance':
      return maintain(desk, node!, operation.until)
  }
}

const mustWait = (status: number, body = '') => status === 409 || (status === 400 && /drain/i.test(body))

/** Again and again while it drains; not when it is gone. */
const reactivate = (operator: Operator, agentId: string) =>
  operator.ask(`reactivate ${agentId}`, request => ({ kind: 'reactivate-agent', agentId, request }), {
    again: mustWait,
  })

type Quantities = Readonly<Record<string, { readonly value: number }>>

const setQuota = (operator: Operator, { role, cpus, guaranteed, force }: Extract<Operation, { kind: 'quota' }>) => {
  const limits = { cpus: { value: cpus }, mem: { value: cpus * 512 } }
  quota(operator, role, guaranteed ? limits : {}, limits, force)
}

const quota = (operator: Operator, role: string, guarantees: Quantities, limits: Quantities, force: boolean) =>
  operator.ask(`quota ${role}`, request => ({
    kind: 'update-quota',
    configs: [{ role, guarantees, limits }],
    force,
    authorized: true,
    request,
  }))

const reserved = (role: string, cpus: number): Resource => ({
  name: 'cpus',
  type: 'SCALAR',
  scalar: { value: cpus },
  reservations: [{ type: 'DYNAMIC', role, principal: 'operator' }],
})

/** Reserved, made, destroyed and given back, each once the one before is answered; what is refused meanwhile is asked again. */
const keepVolume = (
  { operator, timeline, isOver, undo }: Desk,
  agentId: string,
  { role, until, at }: Extract<Operation, { kind: 'volume' }>,
): void => {
  const disk: Resource = { ...reserved(role, 100), name: 'disk' }
  const volume: Resource = {
    ...disk,
    disk: {
      persistence: { id: `operator-${at}`, principal: 'operator' },
      volume: { container_path: 'data', mode: 'RW' },
    },
  }
  const ask = (operation: OfferOperation, answered: () => void) =>
    operator.ask(
      `${operation.type} ${agentId}`,
      request => ({ kind: 'operate', agentId, operation, authorized: true, request }),
      { answered, again: status => status === 409, tries: 20 },
    )
  const giveBack = () => ask({ type: 'UNRESERVE', unreserve: { resources: [disk] } }, () => {})
  const unmake = () => ask({ type: 'DESTROY', destroy: { volumes: [volume] } }, giveBack)
  undo.push(unmake)
  ask({ type: 'RESERVE', reserve: { resources: [disk] } }, () =>
    ask({ type: 'CREATE', create: { volumes: [volume] } }, () => timeline.after(until, () => isOver() || unmake())),
  )
}

/** What is in use can't be given back yet. */
const unreserve = (operator: Operator, agentId: string, resources: Resource[]) =>
  operator.ask(
    `unreserve ${agentId}`,
    request => ({
      kind: 'operate',
      agentId,
      operation: { type: 'UNRESERVE', unreserve: { resources } },
      authorized: true,
      request,
    }),
    { again: status => status === 409, tries: 20 },
  )

/** ms after which what was asked at the very last has been answered or lost. */
const LATE = 15_000

const maintain = ({ operator, timeline, undo, isOver }: Desk, node: AgentNode, until: number) => {
  const machine = { hostname: node.info.hostname, ip: node.pid.replace(/^.*@|:.*$/g, '') }
  const window = {
    machine_ids: [machine],
    unavailability: { start: { nanoseconds: (timeline.now + until) * 1e6 }, duration: { nanoseconds: until * 1e6 } },
  }
  const ask = (what: string, event: (request: number) => Event, answered?: (status: number) => void) =>
    operator.ask(`${what} maintenance of ${node.name}`, event, answered ? { answered } : {})
  const stop = () => ask('end', request => ({ kind: 'stop-maintenance', machines: [machine], request }))
  const later = (act: () => void) => timeline.after(until, () => isOver() || act())
  const start = () =>
    ask(
      'begin',
      request => ({ kind: 'start-maintenance', machines: [machine], request }),
      () => later(stop),
    )
  undo.push(() => {
    stop()
    timeline.after(LATE, stop)
  })
  ask(
    'plan',
    request => ({ kind: 'schedule-maintenance', schedule: { windows: [window] }, request }),
    status => status === 200 && later(start),
  )
}
