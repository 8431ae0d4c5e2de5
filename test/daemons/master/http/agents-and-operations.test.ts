import { expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/master/events.ts'
import { decode } from '../../../../src/mesos/messages/codec/index.ts'
import { Response } from '../../../../src/mesos/messages/master-response.ts'
import { newWorld } from '../world.ts'
import { startLeader } from './leader.ts'
import { populated } from './populated.ts'

const provider_id = { value: 'rp' }
const disk = {
  name: 'disk',
  type: 'SCALAR',
  scalar: { value: 100 },
  provider_id,
  disk: { source: { type: 'RAW', profile: 'fast' } },
}
const info = { id: provider_id, type: 'org.apache.mesos.rp.local.storage', name: 'n' }
const pid = 'slave(1)@10.0.0.1:5051'

const history = [
  { kind: 'elected' },
  { kind: 'registry-loaded', records: [] },
  {
    kind: 'register-agent',
    from: pid,
    message: {
      agent: { hostname: 'h', port: 5051, resources: [{ name: 'cpus', type: 'SCALAR', scalar: { value: 4 } }] },
      version: '1.11.0',
      agent_capabilities: [{ type: 'RESOURCE_PROVIDER' }],
    },
  },
  {
    kind: 'update-agent',
    from: pid,
    message: {
      agent_id: { value: 'M-S0' },
      resource_providers: {
        providers: [{ info, total_resources: [disk], operations: {}, resource_version_uuid: { value: 'AAAA' } }],
      },
    },
  },
]

const ask = async (state: Parameters<typeof startLeader>[0], type: string): Promise<[Response, Response]> => {
  const leader = await startLeader(state)
  const call = (accept: string) => {
    const headers = { 'content-type': 'application/json', accept }
    return leader.ask('POST', '/api/v1', headers, Buffer.from(JSON.stringify({ type })))
  }
  const json = JSON.parse((await call('application/json')).body.toString())
  const binary = decode(Response, (await call('application/x-protobuf')).body)
  await leader.close()
  return [json, binary]
}

it('GET_AGENTS shows resource providers and what they have', async () => {
  const world = newWorld()
  for (const event of history) world.happen(event as unknown as Event)
  for (const { get_agents } of await ask(world.state, 'GET_AGENTS')) {
    const [agent] = get_agents!.agents!
    expect(agent!.resource_providers).toEqual([
      { resource_provider_info: info, total_resources: [{ ...disk, role: '*' }] },
    ])
    expect(agent!.total_resources!.map(({ name, provider_id: of }) => [name, of?.value])).toEqual([
      ['cpus', undefined],
      ['disk', 'rp'],
    ])
  }
})

it('GET_OPERATIONS shows those that are under way', async () => {
  for (const { get_operations } of await ask(populated(), 'GET_OPERATIONS')) {
    expect(get_operations!.operations).toMatchObject([
      {
        agent_id: { value: 'M-S0' },
        info: { type: 'RESERVE', reserve: { resources: [{ name: 'disk', scalar: { value: 32 } }] } },
        latest_status: { state: 'OPERATION_PENDING', agent_id: { value: 'M-S0' } },
        uuid: { value: expect.any(String) },
      },
      { info: { type: 'CREATE' } },
    ])
    expect(get_operations!.operations!.map(({ framework_id }) => framework_id)).toEqual([undefined, undefined])
  }
})
