import { expect, it } from 'vitest'
import type { Change } from '../../../src/provisioning/model/change.ts'
import type { HostSteps, Wave } from '../../../src/provisioning/model/plan.ts'
import { startedBeside } from '../../../src/provisioning/planner/beside.ts'
import { rollingPlan } from '../../../src/provisioning/planner/rolling.ts'
import { catalog } from '../../../src/roles/catalog.ts'
import { restart } from './restart.ts'

const awaited: Change = { kind: 'await', what: 'w', command: { argv: ['true'] }, timeoutMs: 1, why: 'w' }
const fresh = [restart(false), awaited]
const again = [restart(true), awaited]
const steps = (host: string, changes: readonly Change[], more: Partial<HostSteps> = {}): HostSteps => ({
  host,
  steps: changes.length === 0 ? [] : [{ operation: 'o', changes }],
  ...more,
})
const wave = (role: string, ...hosts: HostSteps[]): Wave => ({ role, hosts })
const leaders = (changes: readonly Change[]) => wave('mesos-leader', steps('a', changes))
const followers = (changes: readonly Change[], more?: Partial<HostSteps>) =>
  wave('mesos-follower', steps('a', changes, more), steps('b', fresh))

/** `+` before a role that stands beside the wave before. */
const told = (waves: readonly Wave[]) =>
  waves.map(
    ({ role, beside, hosts }) =>
      `${beside ? '+' : ''}${role}: ${hosts
        .flatMap(({ host, steps: all }) =>
          all.map(
            ({ changes }) => `${host} ${changes.map(({ kind }) => (kind === 'await' ? 'await' : 'start')).join(' ')}`,
          ),
        )
        .join(', ')}`,
  )

const first = [leaders(fresh), followers(fresh)]
const inOrder: readonly (readonly [string, readonly Wave[]])[] = [
  ['a leader that runs restarts', [leaders(again), followers(fresh)]],
  ['a follower that runs restarts', [leaders(fresh), followers(again)]],
  ['the leader is as it should be', [leaders([]), followers(fresh)]],
  ['a follower is held back', [leaders(fresh), followers(fresh, { held: 'a quorum' })]],
  ['a follower waits for a secret', [leaders(fresh), followers(fresh, { after: ['mesos-leader'] })]],
  ['something else comes between', [leaders(fresh), wave('own', steps('a', fresh)), followers(fresh)]],
  ['no leader is in the plan', [followers(fresh)]],
  ['they wait for one another', [wave('zookeeper', steps('a', fresh)), leaders(fresh)]],
]

it('where all is new, followers start beside the leaders, and are awaited after them', () =>
  expect(told(startedBeside(first, catalog))).toEqual([
    'mesos-leader: a start await',
    '+mesos-follower: a start, b start',
    'mesos-follower: a await, b await',
  ]))

it('where nothing is awaited nothing comes after', () =>
  expect(told(startedBeside([leaders(fresh), wave('mesos-follower', steps('b', [restart(false)]))], catalog))).toEqual([
    'mesos-leader: a start await',
    '+mesos-follower: b start',
  ]))

it.each(inOrder)('%s: wave after wave', (_, waves) => expect(told(startedBeside(waves, catalog))).toEqual(told(waves)))

it('an upgrade that finds all new keeps it so', () => {
  const plan = { waves: startedBeside(first, catalog), warnings: [], errors: [] }
  expect(told(rollingPlan(plan, { followers: [{ hosts: 1 }] }).waves)).toEqual(told(plan.waves))
})
