import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandExecutorInfo } from '../../../../src/daemons/follower/executors/command-executor.ts'
import { executorEnvironment, withCommandEnvironment } from '../../../../src/daemons/follower/executors/environment.ts'
import { capturesPresent } from '../../../mesos/captures.ts'
import { framework, newState } from '../new-state.ts'

const captured = join(import.meta.dirname, '../../../../../shared/captures/executor-environment.txt')

describe('the environment of an executor', () => {
  it.skipIf(!capturesPresent)(capturesPresent ? 'is that of the captures' : 'needs ../shared/captures', () => {
    const wanted = Object.fromEntries(
      readFileSync(captured, 'utf8')
        .trim()
        .split('\n')
        .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    const state = newState({ ip: '127.0.0.1', port: 35051 })
    Object.assign(state, { pid: 'slave(1)@127.0.0.1:35051' })
    state.info = { ...state.info, id: { value: wanted.MESOS_SLAVE_ID! } }
    const run = { frameworkId: wanted.MESOS_FRAMEWORK_ID!, executorId: 'ex1', containerId: 'c' }
    const ours = executorEnvironment(state, framework({ checkpoint: false }), run, wanted.MESOS_DIRECTORY!, {})
    const { CAP: _, LC_CTYPE: __, PWD: ___, ...rest } = wanted
    expect(withCommandEnvironment(ours, { environment: { variables: [{ name: 'FOO', value: 'bar' }] } })).toEqual(rest)
  })
})

describe("the command's own variables", () => {
  const base = { PATH: '/bin', A: '1' }
  const secret = { type: 'VALUE', value: { data: btoa('s3cret') } } as const
  it.each([
    ['win', [{ name: 'A', value: '2' }], { PATH: '/bin', A: '2' }],
    ['may be secrets', [{ name: 'S', type: 'SECRET', secret }], { ...base, S: 's3cret' }],
  ] as const)('%s', (_, variables, expected) => {
    expect(withCommandEnvironment(base, { environment: { variables: [...variables] } })).toEqual(expected)
  })
  it.each([
    ['no name', [{ name: '', value: 'x' }]],
    ['= in its name', [{ name: 'A=B', value: 'x' }]],
    ['no value', [{ name: 'A' }]],
    ['NUL', [{ name: 'A', value: 'x\0y' }]],
    ['a secret by reference', [{ name: 'A', type: 'SECRET', secret: { type: 'REFERENCE', reference: { name: 'n' } } }]],
  ] as const)('with %s are refused', (_, variables) => {
    expect(withCommandEnvironment(base, { environment: { variables: [...variables] as never } })).toBeTypeOf('string')
  })
})

it.each([
  [{ value: 'true' }, "Command Executor (Task: t) (Command: sh -c 'true')"],
  [{ value: 'echo hi; sleep 5' }, "Command Executor (Task: t) (Command: sh -c 'echo hi; sle...')"],
])('the name of a command executor, %j', (command, name) => {
  const task = { name: 't', task_id: { value: 't' }, agent_id: { value: 'a' }, command }
  expect(commandExecutorInfo(task, 'F').name).toBe(name)
})
