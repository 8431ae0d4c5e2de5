import { describe, expect, it } from 'vitest'
import { commandSizeProblem } from '../../../../src/daemons/follower/http/operator/command-size.ts'
import { callProblem } from '../../../../src/daemons/follower/http/operator/validate.ts'
import type { Call } from '../../../../src/mesos/messages/agent-call.ts'

const kilobytes = (count: number) => 'x'.repeat(count * 1024)
const words = (count: number, word: string) => ({ shell: false, arguments: Array.from({ length: count }, () => word) })
const variable = (value: string) => ({ environment: { variables: [{ name: 'V', type: 'VALUE' as const, value }] } })
const one = /^an argument or a variable is longer than the 131072 bytes/
const all = (most: number) => new RegExp(`^arguments and environment are longer than the ${most} bytes`)
const [two, six] = [2 * 1024 ** 2, 6 * 1024 ** 2]

describe('what the kernel would not start', () => {
  it.each([
    ['a short command', { value: 'true' }, false, undefined],
    ['one that just fits', { value: kilobytes(128).slice(1) }, false, undefined],
    ['one that does not', { value: kilobytes(128) }, false, one],
    ['letters of several bytes', { value: 'é'.repeat(65_536) }, false, one],
    ['an argument', words(1, kilobytes(128)), false, one],
    ['a variable', variable(kilobytes(128)), false, one],
    ['many that are large', words(15, kilobytes(127)), false, undefined],
    ['one more', words(17, kilobytes(127)), false, all(two)],
    ['one more, with a stack of its own', words(17, kilobytes(127)), true, undefined],
    ['more than any stack has room for', words(50, kilobytes(127)), true, all(six)],
    ['many that are small: each has a pointer', words(200_000, 'xx'), false, all(two)],
    ['words and variables together', { ...words(16, kilobytes(127)), ...variable(kilobytes(60)) }, false, all(two)],
  ] as const)('%s', (_, command, ownStack, problem) => {
    const said = commandSizeProblem(command, ownStack)
    if (problem === undefined) expect(said).toBeUndefined()
    else expect(said).toMatch(problem)
  })
  it.each([
    [undefined, false],
    [{ type: 'MESOS', rlimit_info: { rlimits: [{ type: 'RLMT_STACK', soft: 64_000_000, hard: 64_000_000 }] } }, true],
  ])('is said of a launch: %j', (container, fits) => {
    const launch_container = { container_id: { value: 'c' }, command: words(17, kilobytes(127)), container }
    const problem = callProblem({ type: 'LAUNCH_CONTAINER', launch_container } as unknown as Call)
    if (fits) expect(problem).toBeUndefined()
    else expect(problem).toMatch(/^'launch_container.command' is invalid: arguments and environment/)
  })
})
