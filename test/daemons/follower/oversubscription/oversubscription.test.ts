import { describe, expect, it } from 'vitest'
import { estimatorFlags } from '../../../../src/daemons/follower/oversubscription/estimator-flags.ts'
import { formatResources } from '../../../../src/mesos/resources/format.ts'
import { agentId, master, masterInfo, newState, play, runTask } from '../new-state.ts'

const fixed = 'org_apache_mesos_FixedResourceEstimator'
const modules = (name: string, ...parameters: object[]) => ({
  libraries: [{ file: '/usr/lib/libfixed_resource_estimator.so', modules: [{ name, parameters }] }],
})
const flags = (given: object) => ({
  resource_estimator: undefined,
  qos_controller: undefined,
  modules: undefined,
  ...given,
})

describe('the flags of an estimator', () => {
  it('are those of Mesos’ own module', () => {
    const parsed = estimatorFlags(
      flags({ resource_estimator: fixed, modules: modules(fixed, { key: 'resources', value: 'cpus:2;mem:512' }) }),
    )
    expect('resources' in parsed && formatResources(parsed.resources!)).toBe('cpus{REV}:2; mem{REV}:512')
  })
  it('may be absent, and so may be what is not there', () => {
    expect(estimatorFlags(flags({}))).toEqual({})
    expect(estimatorFlags(flags({ qos_controller: 'noop' }))).toEqual({})
  })
  it.each([
    [{ resource_estimator: 'mine' }, "--resource_estimator: 'mine' is not"],
    [{ resource_estimator: fixed }, "no parameter 'resources'"],
    [{ resource_estimator: fixed, modules: modules(fixed) }, "no parameter 'resources'"],
    [{ modules: modules('org_apache_mesos_TestHook') }, "'org_apache_mesos_TestHook' is unknown"],
    [{ modules: [] }, '--modules: not an object'],
    [{ modules: { libraries: [{ modules: [null] }] } }, '--modules: not an object'],
    [{ qos_controller: 'org_apache_mesos_LoadQoSController' }, '--qos_controller'],
    [{ resource_estimator: fixed, modules: modules(fixed, { key: 'resources', value: 'cpus' }) }, "no ':'"],
  ])('%j is refused by name', (given, problem) => {
    const parsed = estimatorFlags(flags(given))
    expect('problems' in parsed && parsed.problems.join()).toContain(problem)
  })
})

describe('oversubscription', () => {
  const revocable = (value: number) => ({ name: 'cpus', type: 'SCALAR' as const, scalar: { value }, revocable: {} })
  const running = () => {
    const script = play(newState({ oversubscription: { resources: [revocable(2)], interval: 15_000 } }))
    script.event({ kind: 'recovered' })
    script.event({ kind: 'master-detected', master: masterInfo })
    return script
  }
  const registered = { kind: 'registered', from: master, message: { agent_id: { value: agentId } } } as const

  it('is told with the registration, and once it is known, and not again', () => {
    const script = running()
    const before = script.event(registered).find(effect => effect.kind === 'send') as any
    expect(before.body.update_oversubscribed_resources).toBe(false)
    const [update, again] = script.event({ kind: 'oversubscribe-due' }) as any[]
    expect(update).toMatchObject({
      name: 'UpdateSlaveMessage',
      body: { update_oversubscribed_resources: true, oversubscribed_resources: [revocable(2)] },
    })
    expect(again).toMatchObject({ kind: 'timer', after: 15_000 })
    expect(script.kinds({ kind: 'oversubscribe-due' })).toEqual(['timer oversubscribe-due 15000'])
    script.event({ kind: 'master-link-exited', pid: master })
    const effects = script.event({ kind: 'reregistered', from: master, message: { agent_id: { value: agentId } } })
    expect((effects.find(one => one.kind === 'send' && one.name === 'UpdateSlaveMessage') as any).body).toMatchObject({
      update_oversubscribed_resources: true,
      oversubscribed_resources: [revocable(2)],
    })
  })
  it('counts what is in use of it', () => {
    const script = running()
    script.event(registered)
    script.event({ kind: 'oversubscribe-due' })
    const resources = [{ ...revocable(3), allocation_info: { role: 'dev' } }]
    script.event(runTask('t', { resources }))
    const [update] = script.event({ kind: 'oversubscribe-due' }) as any[]
    expect(update.body.oversubscribed_resources).toEqual([revocable(3)])
  })
  it('is none of ours without an estimator', () => {
    const script = play(newState())
    expect(script.kinds({ kind: 'recovered' })).toEqual([])
    expect(script.kinds({ kind: 'oversubscribe-due' })).toEqual([])
  })
})
