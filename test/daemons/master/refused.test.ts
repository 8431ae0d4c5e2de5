import { expect, it } from 'vitest'
import type { Event } from '../../../src/daemons/master/events.ts'
import type { Authorize } from '../../../src/http/types.ts'
import { newWorld, type World } from './world.ts'

/** What frameworks and agents hear when the authorizer refuses some actions, and allows the others. */
const asked: unknown[] = []
const refusing =
  (...actions: readonly string[]): Authorize =>
  (action, principal, object) => {
    asked.push([action, principal?.value, object?.value])
    return !actions.includes(action)
  }

const happen = (world: World, event: object) => world.happen(event as Event)
const cpus = (value: number, more: object = {}) => ({ name: 'cpus', type: 'SCALAR', scalar: { value }, ...more })
const reservations = (type: string) => ({ reservations: [{ type, role: 'dev' }] })

const begin = (authorize: Authorize, resources: object[] = [cpus(4)]): { world: World; registered: string[] } => {
  asked.length = 0
  const world = newWorld({ authorize })
  happen(world, { kind: 'elected' })
  happen(world, { kind: 'registry-loaded', records: [] })
  const agent = { hostname: 'h', port: 5051, resources }
  const agent_capabilities = [
    'MULTI_ROLE',
    'RESERVATION_REFINEMENT',
    'RESOURCE_PROVIDER',
    'AGENT_OPERATION_FEEDBACK',
  ].map(type => ({ type }))
  const message = { agent, version: '1.11.0', agent_capabilities, resource_version_uuid: { value: 'AA==' } }
  return { world, registered: happen(world, { kind: 'register-agent', from: 'slave(1)@10.0.0.1:5051', message }) }
}

const framework_info = {
  user: 'u',
  name: 'f',
  principal: 'p',
  roles: ['dev'],
  capabilities: [{ type: 'MULTI_ROLE' }, { type: 'RESERVATION_REFINEMENT' }],
}
const subscribe = (world: World) => happen(world, { kind: 'subscribe', streamId: 's', call: { framework_info } })

const accept = (world: World, ...operations: object[]) => {
  subscribe(world)
  return happen(world, {
    kind: 'accept',
    frameworkId: 'M-0000',
    call: { offer_ids: [{ value: 'M-O0' }], filters: { refuse_seconds: 9 }, operations },
  }).join('\n')
}

const task = (id: string, user?: string) => ({
  name: id,
  task_id: { value: id },
  agent_id: { value: 'M-S0' },
  resources: [cpus(0.1)],
  command: { value: 'true', ...(user && { user }) },
})
const executor = {
  executor_id: { value: 'e' },
  type: 'DEFAULT',
  resources: ['cpus', 'mem', 'disk'].map(name => ({ ...cpus(32), name })),
}
const all = [cpus(64), { ...cpus(64), name: 'mem' }, { ...cpus(64), name: 'disk' }]

it('an agent is passed over, as are its reservations', () => {
  expect(begin(refusing('REGISTER_AGENT')).registered).toEqual([])
  expect(begin(refusing('RESERVE_RESOURCES')).registered).not.toEqual([])
  expect(begin(refusing('RESERVE_RESOURCES'), [cpus(4, reservations('STATIC'))]).registered).toEqual([])
  expect(asked).toEqual([
    ['REGISTER_AGENT', undefined, undefined],
    ['RESERVE_RESOURCES', undefined, 'dev'],
  ])
})

it('a framework is told by an ERROR', () => {
  const { world } = begin(refusing('REGISTER_FRAMEWORK'))
  expect(subscribe(world).join('\n')).toContain('ERROR",error:{message:"Not authorized to use role \'dev\'')
  expect(asked.at(-1)).toEqual(['REGISTER_FRAMEWORK', 'p', 'dev'])
})

it('a framework that wants another role is answered 403', () => {
  const roles: Authorize = (action, _, object) => action !== 'REGISTER_FRAMEWORK' || object?.value === 'dev'
  const { world } = begin(roles)
  subscribe(world)
  const call = { framework_info: { ...framework_info, id: { value: 'M-0000' }, roles: ['ops'] } }
  expect(happen(world, { kind: 'update-framework', frameworkId: 'M-0000', call, request: 1 })).toEqual([
    "reply 1: 403 Not authorized to use role 'ops'",
  ])
})

it('a task is an error, as the user that it would run as', () => {
  const { world } = begin((action, _, object) => action !== 'RUN_TASK' || object?.value !== 'root')
  const said = accept(world, { type: 'LAUNCH', launch: { task_infos: [task('bad', 'root'), task('good')] } })
  expect(said.match(/task_id:"bad",state:"TASK_ERROR".*reason:"REASON_TASK_UNAUTHORIZED"/)).not.toBeNull()
  expect(said.match(/RunTaskMessage/g)).toHaveLength(1)
})

it('a group is one error for all', () => {
  const { world } = begin((action, _, object) => action !== 'RUN_TASK' || object?.value !== 'root', all)
  const tasks = [task('bad', 'root'), task('good')]
  const said = accept(world, { type: 'LAUNCH_GROUP', launch_group: { executor, task_group: { tasks } } })
  expect(said.match(/REASON_TASK_GROUP_UNAUTHORIZED/g)).toHaveLength(2)
  expect(said).not.toContain('RunTaskGroupMessage')
})

it('an operation is an error', () => {
  const { world } = begin(refusing('RESERVE_RESOURCES'))
  const reserve = { resources: [cpus(1, { reservations: [{ type: 'DYNAMIC', role: 'dev', principal: 'p' }] })] }
  const said = accept(world, { type: 'RESERVE', id: { value: 'op' }, reserve })
  expect(said).toContain('OPERATION_ERROR')
  expect(said).not.toContain('ApplyOperationMessage')
  expect(asked.at(-1)).toEqual(['RESERVE_RESOURCES', 'p', 'dev'])
})
