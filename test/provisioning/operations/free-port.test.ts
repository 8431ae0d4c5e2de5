import { expect, it } from 'vitest'
import { listening } from '../../../src/provisioning/facts/host/listening.ts'
import { foreignUnit } from '../../../src/provisioning/facts/units/foreign-unit.ts'
import { unitState } from '../../../src/provisioning/facts/units/unit-state.ts'
import { freePort } from '../../../src/provisioning/operations/units/free-port.ts'
import { replaced } from '../../../src/provisioning/operations/units/replaced.ts'
import { statedFacts } from '../../support/facts.ts'

const question = { unit: 'mantl-leader', manager: 'supervisor', record: '/r', runtime: '/t' } as const
const operation = freePort({ port: 5050, variable: 'mesos_leader_port' }, question)

it.each([
  ['the unit runs and listens', { active: true, enabled: true }, true, 0],
  ['what its dead supervisor started still listens', { active: false, enabled: true, lingering: true }, true, 0],
  ['nobody listens', { active: false, enabled: false }, false, 0],
  ['a stranger listens', { active: false, enabled: false }, true, 1],
] as const)('%s', (_, state, taken, errors) => {
  const facts = statedFacts([
    [unitState, question, state],
    [listening, { port: 5050 }, taken],
  ])
  expect(operation.concerns?.(facts)).toHaveLength(errors)
})

it.each([
  [{ active: false, enabled: false }, 0, 1],
  [{ active: true, enabled: true }, 1, 0],
  [{ active: false, enabled: true }, 1, 1],
])('in the place of a unit that is %j come %i change and %i error', (state, changes, errors) => {
  const facts = statedFacts([
    [unitState, question, { active: false, enabled: false }],
    [listening, { port: 5050 }, true],
    [foreignUnit, { unit: 'mesos-master' }, state],
  ])
  const replacing = freePort({ port: 5050, variable: 'mesos_leader_port' }, question, ['mesos-master'])
  expect(replaced('mesos-master').changes(facts)).toHaveLength(changes)
  expect(replacing.concerns?.(facts)).toHaveLength(errors)
})

it.each([
  ['0100007F:13BA', '0A', true],
  ['00000000000000000000000000000000:13BA', '0A', true],
  ['0100007F:13BA', '01', false],
  ['0100007F:13BB', '0A', false],
])('%s in state %s', (local, state, expected) => {
  const stdout = `  sl  local_address rem_address   st\n   0: ${local} 00000000:0000 ${state} 00000000:00000000\n`
  expect(listening.read({ stdout, stderr: '', exitCode: 0 }, { port: 5050 })).toBe(expected)
})
