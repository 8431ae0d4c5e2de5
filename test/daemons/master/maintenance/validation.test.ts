import { describe, expect, it } from 'vitest'
import { noPlan, planOf, withDown, without } from '../../../../src/daemons/master/maintenance/plan.ts'
import { scheduleProblem, transitionProblem } from '../../../../src/daemons/master/maintenance/validation.ts'
import type { MachineID } from '../../../../src/mesos/messages/basics.ts'
import type { Schedule } from '../../../../src/mesos/messages/maintenance.ts'

const a = { hostname: 'a', ip: '10.0.0.1' }
const b = { hostname: 'b', ip: '10.0.0.2' }
const window = (machine_ids: MachineID[], duration?: number) => ({
  machine_ids,
  unavailability: { start: { nanoseconds: 1 }, ...(duration !== undefined && { duration: { nanoseconds: duration } }) },
})
const plan = withDown(
  planOf({ windows: [window([a, b])] }, () => false),
  [b],
)

describe('a schedule', () => {
  it.each<[string, Schedule, RegExp | undefined]>([
    ['that keeps what is down is fine', { windows: [window([b])] }, undefined],
    ['may have a machine by name alone', { windows: [window([b, { hostname: 'c' }])] }, undefined],
    ['in another case is the same machine', { windows: [window([{ ...b, hostname: 'B' }])] }, undefined],
    ['may last no time', { windows: [window([b], 0)] }, undefined],
    ['has machines in each window', { windows: [window([b]), window([])] }, /empty/],
    ['lasts no negative time', { windows: [window([b], -1)] }, /negative/],
    ['names machines', { windows: [window([b, {}])] }, /Both 'hostname' and 'ip'/],
    ['has IPs that are some', { windows: [window([b, { ip: '10.0.0.256' }])] }, /10\.0\.0\.256/],
    ['has each machine once', { windows: [window([b]), window([{ ...b, hostname: 'B' }])] }, /more than once/],
    ['keeps machines that are down', { windows: [window([a])] }, /cannot be removed/],
    ['keeps machines that are down, even when it is empty', {}, /cannot be removed/],
    ['knows a machine by all that it says', { windows: [window([{ hostname: 'b' }])] }, /cannot be removed/],
  ])('%s', (_, schedule, problem) => {
    const found = scheduleProblem(schedule, plan)
    if (problem) expect(found).toMatch(problem)
    else expect(found).toBeUndefined()
  })
})

describe('machines', () => {
  it.each<[string, MachineID[], 'DRAINING' | 'DOWN', RegExp | undefined]>([
    ['go down when they are scheduled', [a], 'DRAINING', undefined],
    ['come up when they are down', [b], 'DOWN', undefined],
    ['are some', [], 'DRAINING', /empty/],
    ['are named once', [a, a], 'DRAINING', /more than once/],
    ['are scheduled', [{ hostname: 'c' }], 'DRAINING', /not part of/],
    ['are named', [{}], 'DRAINING', /Both/],
    ['that are down do not go down', [a, b], 'DRAINING', /not in DRAINING mode/],
    ['that are not down do not come up', [a], 'DOWN', /not in DOWN mode/],
  ])('%s', (_, ids, mode, problem) => {
    const found = transitionProblem(ids, plan, mode)
    if (problem) expect(found).toMatch(problem)
    else expect(found).toBeUndefined()
  })
})

it('a machine that is up is scheduled no more; nothing is left of an empty schedule', () => {
  expect(without(plan, [b]).schedule).toEqual({ windows: [window([a])] })
  expect(without(plan, [a, b])).toEqual(noPlan)
})
