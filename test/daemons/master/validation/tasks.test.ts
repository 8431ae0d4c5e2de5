import { describe, expect, it } from 'vitest'
import { validateCheck, validateHealthCheck } from '../../../../src/daemons/master/validation/check.ts'
import { validateVariable } from '../../../../src/daemons/master/validation/command.ts'
import { validateContainer } from '../../../../src/daemons/master/validation/container.ts'
import { type TaskContext, validateTask } from '../../../../src/daemons/master/validation/task.ts'
import { validateTaskGroup } from '../../../../src/daemons/master/validation/task-group.ts'
import type { CheckInfo, EnvironmentVariable, HealthCheck } from '../../../../src/mesos/messages/command.ts'
import type { ExecutorInfo, TaskInfo } from '../../../../src/mesos/messages/task.ts'
import type { Volume } from '../../../../src/mesos/messages/volume.ts'
import { r } from '../../../mesos/resources/support.ts'

const split = { type: 'MESOS' as const, linux_info: { share_cgroups: false } }

const context: TaskContext = {
  frameworkId: 'F',
  agentId: 'S1',
  agentCapabilities: new Set(['TASK_RESOURCE_LIMITS']),
  isKnownTask: id => id === 'known',
  runningExecutor: id => (id === 'running' ? { ...executor, executor_id: { value: 'running' } } : undefined),
  tasksOf: id => (id === 'split' ? [{ container: split }] : []),
  offered: r('cpus:2;mem:256;disk:100;ports:[1-10];gpus:1'),
}

const executor: ExecutorInfo = {
  executor_id: { value: 'e' },
  framework_id: { value: 'F' },
  command: { value: 'x' },
  resources: r('cpus:1;mem:64;disk:10'),
}

const task: TaskInfo = {
  name: 't',
  task_id: { value: 't' },
  agent_id: { value: 'S1' },
  resources: r('cpus:1;mem:64'),
  command: { value: 'sleep 1' },
}

const byExecutor = (change: Partial<ExecutorInfo>): Partial<TaskInfo> => ({
  command: undefined,
  executor: { ...executor, ...change },
})
const revocable = { ...r('cpus:1')[0]!, revocable: {} }

describe('task', () => {
  it.each<[string, Partial<TaskInfo>, string]>([
    ['id', { task_id: { value: 'a/b' } }, 'slash'],
    ['known id', { task_id: { value: 'known' } }, 'in use'],
    ['agent', { agent_id: { value: 'S2' } }, 'S2'],
    ['no resources', { resources: undefined }, 'no resources'],
    ['half a gpu', { resources: [{ ...r('gpus:1')[0]!, scalar: { value: 0.5 } }] }, 'whole'],
    ['both', { executor }, 'either'],
    ['neither', { command: undefined }, 'either'],
    ['too much', { resources: r('cpus:3') }, 'cpus:3'],
    ['mix', { resources: [...r('cpus:1'), revocable] }, 'revocable'],
    ['mix with executor', { ...byExecutor({}), resources: [revocable] }, 'revocable'],
    ['grace', { kill_policy: { grace_period: { nanoseconds: -1 } } }, 'grace_period'],
    ['completion', { max_completion_time: { nanoseconds: -1 } }, 'max_completion_time'],
    ['limit of disk', { limits: { disk: { value: 1 } } }, 'disk'],
    ['limit below', { limits: { cpus: { value: 0.5 } } }, 'below'],
    [
      'docker name',
      { container: { type: 'DOCKER', docker: { image: 'i', parameters: [{ key: 'name', value: 'x' }] } } },
      'name',
    ],
    ['default executor', byExecutor({ type: 'DEFAULT' }), 'DEFAULT'],
    ['unknown executor', byExecutor({ type: 'UNKNOWN' }), 'UNKNOWN'],
    ['sharing executor', byExecutor({ container: { type: 'MESOS', linux_info: { share_cgroups: true } } }), 'cgroups'],
    ['own cgroups', { container: split }, 'cgroups'],
    ['limit of nothing', { limits: { mem: { value: 1 } }, resources: r('cpus:1') }, 'without asking'],
    ['check', { check: {} }, 'no type'],
    ['volume', { container: { type: 'MESOS', volumes: [{ container_path: 'v', mode: 'RW' }] } }, 'one of host_path'],
    ['executor of another', byExecutor({ framework_id: { value: 'G' } }), 'another framework'],
    ['executor without command', byExecutor({ command: undefined }), 'command'],
    ['executor changed', byExecutor({ executor_id: { value: 'running' }, name: 'n' }), 'another description'],
    ['same ports', { ...byExecutor({ resources: r('ports:[1-3]') }), resources: r('ports:[3-4]') }, 'same ports'],
  ])('%s', (_, change, words) => expect(validateTask({ ...task, ...change }, context)).toContain(words))

  it.each<[string, Partial<TaskInfo>]>([
    ['command', {}],
    ['executor', byExecutor({})],
    [
      'the running executor again, which needs nothing more',
      { ...byExecutor({ executor_id: { value: 'running' } }), resources: r('cpus:2;mem:256') },
    ],
    ['limits', { limits: { cpus: { value: Number.POSITIVE_INFINITY }, mem: { value: 64 } } }],
  ])('%s is fine', (_, change) => expect(validateTask({ ...task, ...change }, context)).toBeUndefined())
})

describe('group', () => {
  const own: ExecutorInfo = {
    type: 'DEFAULT',
    executor_id: { value: 'e' },
    framework_id: { value: 'F' },
    resources: r('cpus:0.1;mem:32;disk:1'),
  }
  const check = (change: Partial<TaskInfo>, ofExecutor: Partial<ExecutorInfo> = {}) =>
    validateTaskGroup({ tasks: [{ ...task, ...change }] }, { ...own, ...ofExecutor }, context)

  it('is fine', () => expect(check({})).toBeUndefined())
  it('may say its executor again', () => expect(check({ executor: own })).toBeUndefined())
  it('may leave the command to an image', () => expect(check({ command: undefined })).toBeUndefined())
  it('is not empty', () => expect(validateTaskGroup({}, own, context)).toContain('empty'))
  it('names each once', () => expect(validateTaskGroup({ tasks: [task, task] }, own, context)).toContain('twice'))
  it.each<[string, Partial<TaskInfo>, Partial<ExecutorInfo>, string]>([
    ['docker task', { container: { type: 'DOCKER', docker: { image: 'i' } } }, {}, 'Docker'],
    ['another executor', { executor }, {}, 'another executor'],
    ['unknown executor', {}, { type: 'UNKNOWN' }, 'unknown type'],
    ['cgroups unlike its neighbours', {}, { executor_id: { value: 'split' } }, 'all tasks of an executor'],
    ['all together too much', { resources: r('cpus:2') }, {}, 'group needs'],
    ['no type', {}, { type: undefined }, 'type'],
    ['command', {}, { command: { value: 'x' } }, 'command'],
    ['few cpus', {}, { resources: r('mem:32;disk:1') }, '0.01'],
    ['little mem', {}, { resources: r('cpus:1;mem:31;disk:1') }, '32 MB'],
    ['no disk', {}, { resources: r('cpus:1;mem:32') }, 'disk'],
    ['limits share cgroups', { limits: { cpus: { value: 2 } } }, {}, 'share_cgroups'],
  ])('%s', (_, change, ofExecutor, words) => expect(check(change, ofExecutor)).toContain(words))
})

describe('environment and health', () => {
  it.each<[Partial<EnvironmentVariable>, string]>([
    [{}, 'no value'],
    [{ type: 'UNKNOWN', value: 'x' }, 'unknown'],
    [{ type: 'SECRET' }, 'no secret'],
    [{ type: 'SECRET', secret: { type: 'VALUE', value: { data: Buffer.from('a\0b').toString('base64') } } }, 'NUL'],
    [{ type: 'SECRET', secret: { type: 'REFERENCE', value: { data: '' } } }, 'reference'],
  ])('%j', (change, words) => expect(validateVariable({ name: 'v', ...change })).toContain(words))

  it.each<[HealthCheck, string]>([
    [{}, 'type'],
    [{ type: 'HTTP' }, 'no http'],
    [{ type: 'TCP' }, 'no tcp'],
    [{ type: 'COMMAND', command: {} }, 'value'],
    [{ http: { port: 1, scheme: 'ftp' } }, 'ftp'],
    [{ http: { port: 1, path: 'x' } }, 'leading'],
    [{ tcp: { port: 1 }, type: 'TCP', delay_seconds: -1 }, 'delay_seconds'],
  ])('%j', (check, words) => expect(validateHealthCheck(check)).toContain(words))

  it.each<[CheckInfo, string]>([
    [{ type: 'COMMAND', command: { command: {} } }, 'value'],
    [{ type: 'COMMAND' }, 'no command'],
    [{ type: 'HTTP', http: { port: 1, path: 'x' } }, 'leading'],
    [{ type: 'TCP' }, 'no tcp'],
    [{ type: 'TCP', tcp: { port: 1 }, timeout_seconds: -1 }, 'timeout_seconds'],
  ])('%j', (check, words) => expect(validateCheck(check)).toContain(words))

  it.each<[Volume, string | undefined]>([
    [{ container_path: 'v', mode: 'RW', host_path: '/h' }, undefined],
    [{ container_path: 'v', mode: 'RW', host_path: '/h', source: { type: 'HOST_PATH' } }, 'one of'],
    [{ container_path: 'v', mode: 'RW', source: { type: 'UNKNOWN' } }, 'unknown'],
    [{ container_path: 'v', mode: 'RW', source: { type: 'SANDBOX_PATH' } }, 'no sandbox_path'],
  ])('%j: %s', (volume, words) => {
    const problem = validateContainer({ type: 'MESOS', volumes: [volume] })
    if (words === undefined) expect(problem).toBeUndefined()
    else expect(problem).toContain(words)
  })

  it('the type may be left out', () => expect(validateHealthCheck({ http: { port: 1, path: '/' } })).toBeUndefined())
})
