import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { step } from '../../../../src/daemons/master/transitions/index.ts'
import { fromJson, toJson } from '../../../../src/mesos/messages/codec/index.ts'
import { FrameworkInfo } from '../../../../src/mesos/messages/framework.ts'
import { Event as MasterEvent } from '../../../../src/mesos/messages/master-event.ts'
import { Call } from '../../../../src/mesos/messages/scheduler.ts'
import { capturedExchanges, capturedStreams, capturesPresent } from '../../../mesos/captures.ts'
import { shapeDifferences } from './shape.ts'
import { situationOf } from './situation.ts'

interface Captured {
  readonly type: string
  readonly [part: string]: any
}

const stream = (name: string): Captured[] =>
  capturesPresent
    ? capturedStreams()
        .filter(each => each.stream === name)
        .map(({ record }) => record.record as Captured)
    : []
const exchange = (name: string) => capturedExchanges().find(each => each.name === name)!
const answer = (call: string) => JSON.parse(exchange(`02-after-tasks/master/v1_${call}`).response.body!.text!)

/** The events that our leader publishes while the captured framework subscribes, runs a task, changes its info and ends. */
const published = (group: string, accept: string): Captured[] => {
  const state = situationOf(answer)
  const events: Captured[] = []
  const happen = (event: Event): void => {
    for (const effect of step(state, event, state.startedAt + 1000)) {
      if (effect.kind === 'publish') events.push(toJson(MasterEvent, effect.event) as Captured)
      if (effect.kind === 'store') happen(effect.next)
      if (effect.kind === 'allocate') happen({ kind: 'allocation-due', batch: false })
    }
  }
  const theirs = stream(`${group}/operator_stream`)
  const shown = theirs.find(({ type }) => type === 'FRAMEWORK_ADDED')!.framework_added.framework.framework_info
  const { id: _, ...framework_info } = fromJson(FrameworkInfo, shown)
  happen({ kind: 'subscribe', streamId: 's', principal: framework_info.principal, call: { framework_info } })
  happen({ kind: 'allocation-due', batch: true })
  const [frameworkId = ''] = state.frameworks.keys()
  const [agentId = '', { pid }] = [...state.agents.registered][0]!
  const ours = (text: string) =>
    JSON.parse(text.replaceAll(shown.id.value, frameworkId).replaceAll(/[0-9a-f-]{36}-S0/g, agentId))
  const call = fromJson(Call, ours(exchange(`${group}/${accept}`).request.body!.text!))
  const offer_ids = [...state.offers.keys()].map(value => ({ value }))
  happen({ kind: 'accept', frameworkId, call: { ...call.accept!, offer_ids } })
  const tasks = new Set([...state.frameworks.get(frameworkId)!.tasks.keys()])
  for (const { type, update } of stream(`${group}/scheduler_stream`)) {
    if (type !== 'UPDATE' || !tasks.has(update.status.task_id.value) || !update.status.uuid) continue
    const { status } = ours(JSON.stringify(update))
    const agent_id = { value: agentId }
    const { timestamp, uuid } = status
    happen({
      kind: 'status-update',
      from: pid,
      update: { framework_id: { value: frameworkId }, agent_id, status, timestamp, uuid },
    })
  }
  const info = state.frameworks.get(frameworkId)!.info
  happen({ kind: 'update-framework', frameworkId, call: { framework_info: { ...info, name: 'capture2' } } })
  happen({ kind: 'teardown', frameworkId })
  return events
}

describe.skipIf(!capturesPresent).each([
  ['03-scheduler', 'call03_ACCEPT_env'],
  ['06-task-group', 'call01_ACCEPT_group'],
])('the event stream beside that of a real master: %s', (group, accept) => {
  const theirs = stream(`${group}/operator_stream`).filter(({ type }) => !['SUBSCRIBED', 'HEARTBEAT'].includes(type))
  const ours = capturesPresent ? published(group, accept) : []
  const kinds = [...new Set(theirs.map(({ type }) => type))]

  it.each(kinds)('%s has the same keys and types', type => {
    const [mine, other] = [ours, theirs].map(events => events.find(event => event.type === type))
    expect(shapeDifferences(mine, other)).toEqual([])
  })

  it('tells of each task what theirs tells, in its order', () => {
    const ofTask = (events: readonly Captured[], id: string) =>
      events.flatMap(({ type, task_added, task_updated }) =>
        (task_added?.task ?? task_updated?.status)?.task_id.value === id ? [[type, task_updated?.state]] : [],
      )
    const ids = new Set(ours.flatMap(({ task_added }) => task_added?.task.task_id.value ?? []))
    expect(ids.size).toBeGreaterThan(0)
    for (const id of ids) expect(ofTask(ours, id)).toEqual(ofTask(theirs, id))
  })
})
if (!capturesPresent) it.skip('the event stream: ../shared/captures is not there', () => {})
