import { expect, it } from 'vitest'
import { maintenanceLines } from '../../../src/ui/terminal/maintenance-view.ts'

it('shows when machines are away, and what frameworks say to it', () => {
  const machine = { hostname: 'node1', ip: '10.0.0.1' }
  const start = { nanoseconds: 1_795_212_379 * 1e9 }
  const said = (status: string) => ({ frameworkId: status, status })
  expect(
    maintenanceLines([
      {
        machine,
        mode: 'draining',
        unavailability: { start, duration: { nanoseconds: 3600e9 } },
        answers: [said('ACCEPT'), said('DECLINE'), said('ACCEPT')],
      },
      { machine: { hostname: 'gone' }, mode: 'down', unavailability: { start: { nanoseconds: 9e24 } }, answers: [] },
    ]),
  ).toEqual([
    'MACHINE  IP        MODE      FROM               UNTIL              FRAMEWORKS',
    'node1    10.0.0.1  draining  2026-11-20 22:06Z  2026-11-20 23:06Z  2 will leave, 1 would stay',
    'gone     -         down      ?                  -                  -',
  ])
})
