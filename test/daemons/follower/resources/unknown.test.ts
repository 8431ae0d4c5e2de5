import { describe, expect, it } from 'vitest'
import { unknownResources } from '../../../../src/daemons/follower/resources/unknown.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'
import { agentId, master, newState, running, runTask, describe as shown } from '../new-state.ts'

const reservations = [{ type: 'DYNAMIC' as const, role: 'dev' }]
const disk = (value: number, more: object = {}): Resource => ({
  name: 'disk',
  type: 'SCALAR',
  scalar: { value },
  ...more,
})
const volume = (id: string, container_path = 'data', mode: 'RW' | 'RO' = 'RW', value = 4): Resource =>
  disk(value, { reservations, disk: { persistence: { id, principal: 'p' }, volume: { container_path, mode } } })
const used = (resource: Resource) => ({ ...resource, allocation_info: { role: 'dev' } })

describe('what a task wants of reservations and volumes', () => {
  const here = [disk(10, { reservations }), volume('v'), { ...volume('s'), shared: {} }]
  it.each<[string, Resource[], boolean]>([
    ['what is here', [used(disk(10, { reservations })), used(volume('v'))], true],
    ['a volume at another path of the container', [used(volume('v', 'elsewhere'))], true],
    ['a shared one, only to be read', [used({ ...volume('s', 'data', 'RO'), shared: {} })], true],
    ['nothing that is kept', [disk(99)], true],
    ['more than is here', [used(disk(11, { reservations }))], false],
    ['another volume', [used(volume('w'))], false],
    ['a volume of another size', [used(volume('v', 'data', 'RW', 5))], false],
    ['of another role', [used({ ...volume('v'), reservations: [{ type: 'DYNAMIC', role: 'prod' }] })], false],
  ])('%s', (_, wanted, known) => {
    const state = { ...newState(), checkpointedResources: here }
    expect(unknownResources(state, wanted).length === 0).toBe(known)
  })
  it('and that never came here: the task is dropped', () => {
    const script = running()
    const effects = script.event(runTask('t', { resources: [used(volume('gone'))] }))
    expect(effects.map(shown)).toEqual(['StatusUpdateMessage TASK_DROPPED', 'timer retry-update 10000'])
    expect((effects[0] as any).to).toBe(master)
    expect((effects[0] as any).body.update.status).toMatchObject({
      agent_id: { value: agentId },
      reason: 'REASON_RESOURCES_UNKNOWN',
    })
  })
})
