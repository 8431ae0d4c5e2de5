import { expect, it } from 'vitest'
import { foreignUnit } from '../../../src/provisioning/facts/units/foreign-unit.ts'
import { portsIn } from '../../../src/provisioning/facts/units/listening-ports.ts'
import { unitState } from '../../../src/provisioning/facts/units/unit-state.ts'
import { freePort } from '../../../src/provisioning/operations/units/free-port.ts'
import { replaced } from '../../../src/provisioning/operations/units/replaced.ts'
import { noOthers, statedFacts } from '../../support/facts.ts'

const question = { unit: 'mantl-leader', manager: 'supervisor', record: '/r', runtime: '/t', port: 5050 } as const
const operation = freePort('mesos_leader_port', question)
const down = { active: false, enabled: false }

it.each([
  ['the unit runs and listens', { active: true, enabled: true }, 0],
  ['what its dead supervisor started still listens', { ...down, lingering: true, portTaken: true }, 0],
  ['nobody listens', down, 0],
  ['a stranger listens', { ...down, portTaken: true }, 1],
] as const)('%s', (_, state, errors) => {
  expect(operation.concerns?.(statedFacts([[unitState, question, state]]), noOthers)).toHaveLength(errors)
})

it.each([
  [{ active: false, enabled: false }, 0, 1],
  [{ active: true, enabled: true }, 1, 0],
  [{ active: false, enabled: true }, 1, 1],
])('in the place of a unit that is %j come %i change and %i error', (state, changes, errors) => {
  const facts = statedFacts([
    [unitState, question, { ...down, portTaken: true }],
    [foreignUnit, { unit: 'mesos-master' }, state],
  ])
  const replacing = freePort('mesos_leader_port', question, ['mesos-master'])
  expect(replaced('mesos-master').changes(facts)).toHaveLength(changes)
  expect(replacing.concerns?.(facts, noOthers)).toHaveLength(errors)
})

it.each([
  ['0100007F:13BA', '0A', [5050]],
  ['00000000000000000000000000000000:13BA', '0A', [5050]],
  ['0100007F:13BA', '01', []],
])('/proc/net/tcp: %s in state %s', (local, state, ports) => {
  const text = `  sl  local_address rem_address   st\n   0: ${local} 00000000:0000 ${state} 00000000:00000000\n`
  expect([...portsIn(text)]).toEqual(ports)
})

it('ss', () => {
  const text = `State  Recv-Q Send-Q Local Address:Port  Peer Address:PortProcess
LISTEN 0      128          0.0.0.0:22         0.0.0.0:*
LISTEN 0      511             [::]:5050          [::]:*
LISTEN 0      4096 127.0.0.1%lo:53   0.0.0.0:*\n`
  expect([...portsIn(text)]).toEqual([22, 5050, 53])
})
