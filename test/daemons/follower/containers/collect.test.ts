import { expect, it } from 'vitest'
import { collectNested } from '../../../../src/daemons/follower/containers/collect.ts'
import { newState } from '../new-state.ts'

it.each([
  ['nested', true, ['/sandbox/containers/n']],
  ['nested', false, []],
  ['debug', true, []],
  ['standalone', true, []],
] as const)('a %s container, wanted %s: %j', (kind, gcNested, paths) => {
  const effects = collectNested(newState({ gcNested, gcDelay: 7 }), { kind, directory: '/sandbox/containers/n' })
  expect(effects).toEqual(paths.length === 0 ? [] : [{ kind: 'collect-garbage', paths, after: 7 }])
})
