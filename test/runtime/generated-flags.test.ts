import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { followerFlags } from '../../src/daemons/follower/flags.ts'
import { masterFlags } from '../../src/daemons/master/flags.ts'
import { flagProblems, settingsOf } from '../../src/daemons/master/settings.ts'
import type { FlagSpec } from '../../src/runtime/flag-spec.ts'
import { parseFlags } from '../../src/runtime/flags.ts'
import { fuzzed, holds } from '../support/fuzz.ts'

const value = fc.oneof(
  fc.string({ maxLength: 12, unit: 'binary' }),
  fc.constantFrom(
    '',
    '-1',
    '0',
    '1',
    '1e999',
    '5secs',
    '-3days',
    '12MB',
    '50%',
    'a=1,b',
    'cpus:1|x',
    '{}',
    '[]',
    'null',
    '3/1mins',
  ),
  fc.constantFrom(
    'file:///nowhere',
    '/nowhere',
    '{"disabled_endpoints":{"paths":[1]}}',
    '{"limits":[{}]}',
    'zk://a:b@/x',
  ),
)
const argument = (specs: readonly FlagSpec[]) =>
  fc
    .tuple(
      fc.constantFrom('--', '--no-', '-', ''),
      fc.constantFrom('nope', ...specs.map(({ name }) => name)),
      fc.option(value),
    )
    .map(([dashes, name, given]) => `${dashes}${name}${given === null ? '' : `=${given}`}`)
const readFile = () => {
  throw new Error('no such file')
}

describe(`command lines ${fuzzed}`, () => {
  it('of the leader are taken, or all that is wrong is said', () => {
    holds(fc.array(argument(masterFlags), { maxLength: 4 }), 1500, argv => {
      const parsed = parseFlags(masterFlags, { argv, env: {}, readFile, program: 'mesos-master' })
      if (parsed.kind === 'problems') expect(parsed.problems.length).toBeGreaterThan(0)
      else if (parsed.kind === 'values' && flagProblems(parsed.values).length === 0) settingsOf(parsed.values)
    })
  })

  it('of the follower too, and so is the environment', () => {
    const env = fc.dictionary(fc.constantFrom(...followerFlags.map(({ name }) => `MESOS_${name.toUpperCase()}`)), value)
    holds(fc.tuple(fc.array(argument(followerFlags), { maxLength: 3 }), env), 1500, ([argv, variables]) => {
      const parsed = parseFlags(followerFlags, { argv, env: variables, readFile, program: 'mesos-agent' })
      if (parsed.kind === 'problems') expect(parsed.problems.length).toBeGreaterThan(0)
    })
  })
})
