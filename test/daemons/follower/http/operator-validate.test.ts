import { describe, expect, it } from 'vitest'
import { callProblem, containerIdProblem } from '../../../../src/daemons/follower/http/operator/validate.ts'
import type { Call } from '../../../../src/mesos/messages/agent-call.ts'

const id = (...values: string[]): any =>
  values.reduce<object | undefined>((parent, value) => ({ value, ...(parent ? { parent } : {}) }), undefined)
const nested = id('outer', 'inner')
const cpus = (more: object = {}) => ({ name: 'cpus', type: 'SCALAR', scalar: { value: 1 }, ...more })
const variable = (more: object) => ({ command: { value: 'x', environment: { variables: [{ name: 'V', ...more }] } } })
const launch = (fields: object) => ({
  type: 'LAUNCH_CONTAINER',
  launch_container: { container_id: id('c'), ...fields },
})
const launchIn = (fields: object) => launch({ container_id: nested, ...fields })
const own = (share_cgroups: boolean) => ({ container: { type: 'MESOS', linux_info: { share_cgroups } } })
const ofType = (type: string, body: string, fields: object) => ({ type, [body]: fields })

const sound: readonly [string, object][] = [
  ['GET_HEALTH', { type: 'GET_HEALTH' }],
  ['GET_METRICS', { type: 'GET_METRICS', get_metrics: {} }],
  ['a container on its own', launch({ command: { value: 'true' }, resources: [cpus()] })],
  ['a program, no shell and no value', launch({ command: { shell: false } })],
  ['a container within another', launchIn({ command: { value: 'true' } })],
  ['one within another, with cgroups of its own', launchIn({ resources: [cpus()], ...own(false) })],
  ['an empty variable', launch(variable({ value: '' }))],
  ['input', ofType('ATTACH_CONTAINER_INPUT', 'attach_container_input', { type: 'CONTAINER_ID', container_id: nested })],
  ['input that is data', ofType('ATTACH_CONTAINER_INPUT', 'attach_container_input', { type: 'PROCESS_IO' })],
  ['a wait for the outermost', ofType('WAIT_CONTAINER', 'wait_container', { container_id: id('c') })],
  ['a signal', ofType('KILL_CONTAINER', 'kill_container', { container_id: id('c'), signal: 64 })],
  ['no signal but the question', ofType('KILL_CONTAINER', 'kill_container', { container_id: id('c'), signal: 0 })],
]

const wrong: readonly [string, object, RegExp][] = [
  ['no type', {}, /^Expecting 'type' to be present$/],
  ['no body', { type: 'READ_FILE' }, /^Expecting 'read_file' to be present$/],
  ['a body of another call', { type: 'KILL_CONTAINER', wait_container: {} }, /^Expecting 'kill_container' to be/],
  [
    'no id',
    ofType('WAIT_CONTAINER', 'wait_container', { container_id: id('') }),
    /'wait_container.container_id' is inv/,
  ],
  [
    'a signal below all',
    ofType('KILL_CONTAINER', 'kill_container', { container_id: id('c'), signal: -9 }),
    /^'kill_container.signal' -9 is no signal$/,
  ],
  [
    'a signal beyond all, to a nested one',
    ofType('KILL_NESTED_CONTAINER', 'kill_nested_container', { container_id: nested, signal: 65 }),
    /^'kill_nested_container.signal' 65 is no signal$/,
  ],
  [
    'a nested call for the outermost',
    ofType('KILL_NESTED_CONTAINER', 'kill_nested_container', { container_id: id('c') }),
    /^Expecting 'kill_nested_container.container_id.parent' to be present$/,
  ],
  [
    'input of no kind',
    ofType('ATTACH_CONTAINER_INPUT', 'attach_container_input', { container_id: nested }),
    /^Expecting 'attach_container_input.type' to be present$/,
  ],
  [
    'input of an unknown kind',
    ofType('ATTACH_CONTAINER_INPUT', 'attach_container_input', { type: 'UNKNOWN' }),
    /^'attach_container_input.type' is unknown$/,
  ],
  [
    'input without a container',
    ofType('ATTACH_CONTAINER_INPUT', 'attach_container_input', { type: 'CONTAINER_ID' }),
    /'attach_container_input.container_id' is invalid/,
  ],
  [
    'an empty command',
    launch({ command: { value: '' } }),
    /'launch_container.command' is invalid: its 'value' is empty/,
  ],
  ['a variable without a value', launch(variable({})), /'V' has no value/],
  ['a secret that is none', launch(variable({ type: 'SECRET', value: 'x' })), /'V' is a secret and has none/],
  ['a variable of no kind', launch(variable({ type: 'UNKNOWN', value: 'x' })), /'V' is of an unknown type/],
  [
    'two kinds at once',
    launch({ container: { type: 'MESOS', docker: { image: 'i' } } }),
    /type MESOS and has 'docker'/,
  ],
  ['two kinds, the other', launch({ container: { type: 'DOCKER', mesos: {} } }), /type DOCKER and has 'mesos'/],
  ['less than nothing', launch({ resources: [cpus({ scalar: { value: -1 } })] }), /^Invalid resources: /],
  [
    'reserved resources',
    launch({ resources: [cpus({ reservations: [{ type: 'STATIC', role: 'r' }] })] }),
    /unreserved/,
  ],
  ['revocable ones', launch({ resources: [cpus({ revocable: {} })] }), /non-revocable/],
  ['a parent’s cgroups without one', launch(own(true)), /there is no parent to share cgroups with/],
  ['resources in its parent’s cgroups', launchIn({ resources: [cpus()] }), /neither resources nor limits/],
  ['limits in its parent’s cgroups', launchIn({ limits: { cpus: { value: 1 } } }), /neither resources nor limits/],
  ['cgroups of its own too deep', launch({ container_id: id('a', 'b', 'c'), ...own(false) }), /of the first level/],
  [
    'a session with cgroups of its own',
    ofType('LAUNCH_NESTED_CONTAINER_SESSION', 'launch_nested_container_session', {
      container_id: nested,
      ...own(false),
    }),
    /a session has its parent's cgroups/,
  ],
]

describe('a call of an operator', () => {
  it.each(sound)('%s is sound', (_, call) => {
    expect(callProblem(call as Call)).toBeUndefined()
  })
  it.each(wrong)('with %s is not', (_, call, problem) => {
    expect(callProblem(call as Call)).toMatch(problem)
  })
})

describe('the id of a container', () => {
  it.each([['a'], ['A-b_9:x'], ['outer', 'middle', 'inner'], ['x'.repeat(120), 'y'.repeat(121)]])(
    '%j %j',
    (...values) => {
      expect(containerIdProblem(id(...values))).toBeUndefined()
    },
  )
  it.each([
    [''],
    ['.'],
    ['..'],
    ['a.b'],
    ['a b'],
    ['a/b'],
    ['a\\b'],
    ['a\0b'],
    ['a\nb'],
    ['', 'inner'],
    ['../..', 'inner'],
    ['outer', '..'],
    ['x'.repeat(121), 'y'.repeat(121)],
    Array.from({ length: 200 }, () => 'ab'),
  ])('%j is none', (...values) => {
    expect(containerIdProblem(id(...values))).toBeTypeOf('string')
  })
})
