import { expect, it } from 'vitest'
import { checkpoint } from '../../../../src/daemons/master/operations/apply.ts'
import type { Agent } from '../../../../src/daemons/master/state.ts'
import type { Resource } from '../../../../src/mesos/messages/resource.ts'
import { dynamic } from '../../../mesos/resources/support.ts'

const agent = (capabilities: readonly string[], checkpointed: Resource[]) =>
  ({
    id: 'S',
    pid: 'slave(1)@10.0.0.1:5051',
    capabilities: new Set(capabilities),
    checkpointed,
  }) as Partial<Agent> as Agent

const [cpu] = dynamic('cpus:1')
const refined = { ...cpu!, reservations: [...cpu!.reservations!, { type: 'DYNAMIC' as const, role: 'a/b' }] }

it('an agent of today hears of reservations as they are', () =>
  expect(checkpoint(agent(['RESERVATION_REFINEMENT'], [cpu!, refined]))).toMatchObject([
    { name: 'CheckpointResourcesMessage', body: { resources: [cpu, refined] } },
  ]))

it('one from before refinement hears the form that it knows', () => {
  const { reservations: _, ...plain } = cpu!
  expect(checkpoint(agent([], [cpu!]))).toEqual([
    expect.objectContaining({ body: { resources: [{ ...plain, role: 'a', reservation: { principal: 'p' } }] } }),
  ])
})

it('and nothing, where that form cannot say it', () =>
  expect(checkpoint(agent([], [cpu!, refined])).map(({ kind }) => kind)).toEqual(['log']))
