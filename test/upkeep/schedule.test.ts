import { expect, it } from 'vitest'
import { machineName, withoutMachines, withWindow } from '../../src/upkeep/schedule.ts'

const a = { hostname: 'a', ip: '10.0.0.1' }
const b = { hostname: 'b', ip: '10.0.0.2' }
const at = (seconds: number) => ({ start: { nanoseconds: seconds * 1e9 } })
const both = { windows: [{ machine_ids: [a, b], unavailability: at(1) }] }

it('a machine is away at one time: the newest', () => {
  expect(withWindow(both, [{ ...a, hostname: 'A' }], at(2))).toEqual({
    windows: [
      { machine_ids: [b], unavailability: at(1) },
      { machine_ids: [{ ...a, hostname: 'A' }], unavailability: at(2) },
    ],
  })
})

it('a window without machines goes', () => {
  expect(withoutMachines(both, [a, b])).toEqual({ windows: [] })
  expect(withoutMachines({}, [a])).toEqual({ windows: [] })
})

it.each([
  [a, 'a (10.0.0.1)'],
  [{ hostname: '10.0.0.1', ip: '10.0.0.1' }, '10.0.0.1'],
  [{ hostname: 'a' }, 'a'],
  [{ ip: '10.0.0.1' }, '10.0.0.1'],
])('%j is called %s', (machine, name) => expect(machineName(machine)).toBe(name))
