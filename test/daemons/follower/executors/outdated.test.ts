import { describe, expect, it } from 'vitest'
import type { Event } from '../../../../src/daemons/follower/events.ts'
import { containerOf, running, runTask } from '../new-state.ts'

const cpus = { name: 'cpus', type: 'SCALAR', scalar: { value: 1 } } as const
const ofProvider = { ...cpus, provider_id: { value: 'P' } }
const of = (provider: string | undefined, value: string) => ({
  ...(provider === undefined ? {} : { resource_provider_id: { value: provider } }),
  uuid: { value },
})

const launched = (resources: object[], versions: (own: string) => object[], info: object = {}) => {
  const script = running()
  const event = runTask('t', { resources }, info) as Extract<Event, { kind: 'run-task' }>
  const own = script.state.resourceVersion
  const message = { ...event.message, resource_version_uuids: versions(own) }
  const effects = script.event({ ...event, message } as typeof event)
  return { script, effects, own, event }
}

const told = (effects: readonly { kind: string }[]) =>
  effects.flatMap(effect => {
    const { name, body } = effect as unknown as { name?: string; body?: any }
    return name === 'StatusUpdateMessage' ? [body.update.status] : []
  })[0]

describe('a launch that was decided on other resources than there are', () => {
  it.each([
    ['is told of as ours are', [cpus], (own: string) => [of(undefined, own)], true],
    ['says nothing of versions', [cpus], () => [], true],
    ['knows an earlier state of ours', [cpus], () => [of(undefined, 'b2xk')], false],
    ['knows only a provider’s', [cpus], () => [of('P', 'b2xk')], false],
    ['knows another provider’s too', [cpus], (own: string) => [of('P', 'b2xk'), of(undefined, own)], true],
    ['is of a provider that is not here', [ofProvider], (own: string) => [of('P', own), of(undefined, own)], false],
  ] as const)('%s', (_, resources, versions, taken) => {
    const { effects } = launched([...resources], versions)
    expect(effects.some(({ kind }) => kind === 'launch')).toBe(taken)
    if (taken) return
    expect(told(effects)).toMatchObject({
      state: 'TASK_DROPPED',
      source: 'SOURCE_AGENT',
      reason: 'REASON_INVALID_OFFERS',
      message: 'Task assumes outdated resource state',
    })
  })

  it('is lost to frameworks that know no better', () => {
    const { effects } = launched([cpus], () => [of(undefined, 'b2xk')], { capabilities: [] })
    expect(told(effects)).toMatchObject({ state: 'TASK_LOST', reason: 'REASON_INVALID_OFFERS' })
  })

  it('that comes a second time, after we have changed, is the task that runs', () => {
    const { script, event, own } = launched([cpus], version => [of(undefined, version)])
    script.state.resourceVersion = 'bmV3'
    const again = { ...event, message: { ...event.message, resource_version_uuids: [of(undefined, own)] } }
    expect(told(script.event(again as typeof event))).toBeUndefined()
    expect(containerOf(script.state, 't')).toBeDefined()
  })
})
