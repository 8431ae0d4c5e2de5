import { expect, it } from 'vitest'
import { sandboxPaths } from '../../../../src/daemons/follower/http/sandbox-paths.ts'
import { agentId, containerOf, running, runTask } from '../new-state.ts'

const agent = `/work/slaves/${agentId}`

it.each([
  [`${agent}/frameworks/F/executors/t/runs/c`, `${agent}/frameworks/F/executors/t/runs/c`, ''],
  [`${agent}/frameworks/F/executors/t/runs/latest/stdout`, `${agent}/frameworks/F/executors/t/runs/latest`, '/stdout'],
  [
    '/work/slaves/M-S1/frameworks/F/executors/t/runs/c/a/b',
    '/work/slaves/M-S1/frameworks/F/executors/t/runs/c',
    '/a/b',
  ],
  ['/frameworks/F/executors/t/runs/latest/x', `${agent}/frameworks/F/executors/t/runs/latest`, '/x'],
])('%s is a sandbox', (virtual, real, rest) => {
  expect(sandboxPaths(running().state).find(virtual)).toEqual({ real, rest })
})
it.each([
  '/',
  '/work',
  '/etc/passwd',
  `${agent}/frameworks`,
  `${agent}/frameworks/F/executors/t/runs`,
  `/work/meta/slaves/${agentId}/frameworks/F/executors/t/runs/c`,
  '/frameworks/F/executors/t/runs/latest-not',
  '/frameworks/F/executors/t/runs/c',
])('%s is none', virtual => expect(sandboxPaths(running().state).find(virtual)).toBeUndefined())

it('lists those of executors that we know', () => {
  const script = running()
  script.event(runTask('t'))
  const runs = `${agent}/frameworks/F/executors/t/runs`
  const sandbox = `${runs}/${containerOf(script.state, 't')}`
  expect([...sandboxPaths(script.state).list()]).toEqual([
    [sandbox, sandbox],
    [`${runs}/latest`, `${runs}/latest`],
    ['/frameworks/F/executors/t/runs/latest', `${runs}/latest`],
  ])
})
