import type { Event } from '../../../../src/daemons/master/events.ts'
import type { MasterState } from '../../../../src/daemons/master/state.ts'
import { newWorld } from '../world.ts'

const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value } })
const reservations = [{ type: 'DYNAMIC', role: 'secret-role', principal: 'secret-principal' }]
const disk = {
  persistence: { id: 'v', principal: 'secret-principal' },
  volume: { container_path: 'v', mode: 'RW' },
}
const pid = 'slave(1)@10.0.0.1:5051'
const capabilities = [
  'MULTI_ROLE',
  'HIERARCHICAL_ROLE',
  'RESERVATION_REFINEMENT',
  'RESOURCE_PROVIDER',
  'RESIZE_VOLUME',
  'AGENT_DRAINING',
]

/** A leader that has one of everything: agent M-S0 with a volume, framework M-0000 with a task, quota, weights, a schedule. */
export const populated = (): MasterState => {
  const world = newWorld()
  for (const event of history) world.happen(event as unknown as Event)
  world.state.leader = world.state.info
  return world.state
}

const history: readonly object[] = [
  { kind: 'elected' },
  { kind: 'registry-loaded', records: [] },
  {
    kind: 'register-agent',
    from: pid,
    message: {
      agent: { hostname: 'h', port: 5051, resources: [scalar('cpus', 4), scalar('mem', 1024), scalar('disk', 64)] },
      version: '1.11.0',
      agent_capabilities: capabilities.map(type => ({ type })),
      resource_version_uuid: { value: 'AAAAAAAAAAAAAAAAAAAAAA==' },
    },
  },
  operate({ type: 'RESERVE', reserve: { resources: [{ ...scalar('disk', 32), reservations }] } }),
  operate({ type: 'CREATE', create: { volumes: [{ ...scalar('disk', 8), reservations, disk }] } }),
  {
    kind: 'subscribe',
    streamId: 's',
    call: {
      framework_info: {
        user: 'secret-user',
        name: 'secret-framework',
        roles: ['secret-role'],
        capabilities: [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }],
        failover_timeout: 60,
      },
    },
  },
  {
    kind: 'accept',
    frameworkId: 'M-0000',
    call: {
      offer_ids: [{ value: 'M-O0' }],
      operations: [
        {
          type: 'LAUNCH',
          launch: {
            task_infos: [
              {
                name: 'secret-task',
                task_id: { value: 'secret-task' },
                agent_id: { value: 'M-S0' },
                resources: [scalar('cpus', 1), scalar('mem', 32)],
                command: { value: 'true' },
              },
            ],
          },
        },
      ],
    },
  },
  { kind: 'update-weights', weights: [{ role: 'secret-role', weight: 2 }], authorized: true, request: 1 },
  {
    kind: 'update-quota',
    configs: [{ role: 'secret-role', limits: { cpus: { value: 3 } } }],
    force: true,
    authorized: true,
    request: 2,
  },
  {
    kind: 'schedule-maintenance',
    schedule: {
      windows: [
        { machine_ids: [{ hostname: 'secret-host', ip: '10.0.0.9' }], unavailability: { start: { nanoseconds: 1 } } },
      ],
    },
    request: 3,
  },
]

function operate(operation: object): object {
  return { kind: 'operate', agentId: 'M-S0', operation, authorized: true, request: 0 }
}
