import { expect, it } from 'vitest'
import { newAgent } from '../../../../src/daemons/master/agents/add.ts'
import { markUnreachable } from '../../../../src/daemons/master/agents/unreachable.ts'
import type { RegistryChange, RegistryRecord } from '../../../../src/daemons/master/effects.ts'
import { slavesPieces } from '../../../../src/daemons/master/http/render/slaves.ts'
import { newState } from '../../../../src/daemons/master/new-state.ts'
import { toChange, toRecord } from '../../../../src/daemons/master/registrar/records.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { agentUnreachable } from '../../../../src/daemons/master/transitions/agent-unreachable.ts'
import { registryLoaded } from '../../../../src/daemons/master/transitions/registry-loaded.ts'
import { settings } from '../settings.ts'

const stateWith = (...ids: readonly string[]): MasterState => {
  const state = newState({ id: 'M', ip: 0, port: 5050, hostname: 'm' }, settings, [1, 2, 3, 4], 0)
  for (const id of ids) {
    const info = { id: { value: id }, hostname: `host-of-${id}`, port: 5051 }
    const pid = 'slave(1)@10.0.0.1:5051'
    const arrival = { info, pid, version: '1.11.0', capabilities: [], total: [], checkpointed: [] }
    state.agents.registered.set(id, newAgent(state, arrival, 0))
  }
  return state
}

const told = (state: MasterState) =>
  JSON.parse([...slavesPieces(state)].map(String).join('')) as Record<string, unknown>
const place = { id: 'S0', hostname: 'host-of-S0', port: 5051, unreachable_time: 7 }

/** What the registry gives back of what was stored. */
const stored = (changes: readonly RegistryChange[]): RegistryRecord[] =>
  changes
    .map(toChange)
    .flatMap(change =>
      change.kind === 'put' ? [toRecord({ area: change.area, key: change.key, value: change.value })] : [],
    )

it('a leader tells where an agent was that it has given up, and so does the next leader', () => {
  const state = stateWith('S0', 'S1')
  const [, store] = markUnreachable(state, 'S0', 'no answer', 7000)
  if (store?.kind !== 'store') throw new Error('it must be stored')
  agentUnreachable(state, { kind: 'agent-unreachable', agentId: 'S0', since: 7000 }, 7000)
  expect(told(state)).toMatchObject({ slaves: [{ id: 'S1' }], unreachable_slaves: [place] })

  const next = stateWith()
  next.phase = 'recovering'
  registryLoaded(next, { kind: 'registry-loaded', records: stored(store.changes) }, 8000)
  expect(told(next)).toMatchObject({ slaves: [], unreachable_slaves: [place] })
})

it('one of a release that did not note it has no place, and where there is none Mesos’ own form is kept', () => {
  const state = stateWith()
  expect(Object.keys(told(state))).toEqual(['slaves', 'recovered_slaves'])
  state.agents.unreachable.set('old', { since: 7000 })
  expect(told(state)).toMatchObject({ unreachable_slaves: [{ id: 'old', unreachable_time: 7 }] })
})
