import { describe, expect, it } from 'vitest'
import { releaseState } from '../../../src/provisioning/facts/releases/release-state.ts'
import { unitState } from '../../../src/provisioning/facts/units/unit-state.ts'
import { layoutOf } from '../../../src/provisioning/layout.ts'
import type { Applied } from '../../../src/provisioning/model/applied.ts'
import { changeText } from '../../../src/provisioning/model/change-text.ts'
import { requestId } from '../../../src/provisioning/model/fact.ts'
import { factsFrom } from '../../../src/provisioning/planner/facts-needed.ts'
import { leadingHost } from '../../../src/provisioning/planner/leading-host.ts'
import { type RolledBack, rollbackPlan, rollbackQuestions } from '../../../src/provisioning/planner/rollback.ts'
import { clusterFrom, root } from '../../support/role-context.ts'

const layout = layoutOf(root)
const [old, fresh] = ['a'.repeat(64), 'b'.repeat(64)] as const
const aFile = (sha256: string, more: object = {}): Applied => ({
  kind: 'file',
  path: '/f',
  sha256,
  mode: 0o644,
  ...more,
})
const unit = (name: string, digest: string): Applied => ({ kind: 'unit', unit: name, manager: 'systemd', digest })
const current = (digest: string): Applied => ({
  kind: 'link',
  path: layout.current,
  target: `${layout.releases}/${digest}`,
})
const release = (digest: string): Applied => ({ kind: 'release', path: `${layout.releases}/${digest}`, files: [] })
const ready: Applied = {
  kind: 'ready',
  unit: 'mantl-leader',
  condition: { unit: 'mantl-leader', what: 'it answers', command: { argv: ['true'] }, timeoutMs: 1 },
}

/** How the host is now: as its register says, but for what is stated. */
interface Is {
  readonly files?: Readonly<Record<string, unknown>>
  readonly units?: Readonly<Record<string, unknown>>
  readonly kept?: boolean
  /** What files held is kept, and has lost its bytes. */
  readonly damaged?: boolean
}

const host = (
  name: string,
  now: Applied[],
  then: Applied[],
  { files = {}, units = {}, kept = true, damaged = false }: Is = {},
): RolledBack => {
  const entries = new Map(now.map(entry => ['path' in entry ? entry.path : 'unit' in entry ? entry.unit : '', entry]))
  const answer = (fact: unknown, args: any): unknown => {
    if (fact === releaseState) return { installed: kept, blobs: new Set() }
    if (fact === unitState) {
      const { digest } = (entries.get(args.unit) ?? {}) as { digest?: string }
      return { active: true, enabled: true, startedWith: digest, ...(units[args.unit] as object) }
    }
    if (args.path.startsWith(`${layout.state}/contents/`))
      return kept ? { kind: 'file', sha256: damaged ? 'e3b0' : args.path.split('/').at(-1) } : { kind: 'absent' }
    const entry = entries.get(args.path)
    return files[args.path] ?? (entry === undefined ? { kind: 'absent' } : entry)
  }
  const questions = rollbackQuestions({ now, then, layout })
  const facts = factsFrom(
    new Map(questions.map(question => [requestId(question), answer(question.fact, question.args)])),
  )
  return { host: name, layout, now, then, facts }
}

const planned = (...hosts: RolledBack[]) =>
  rollbackPlan(hosts, { last: 'b' }).waves.map(({ role, serial, hosts: steps }) => [
    role,
    serial,
    ...steps.flatMap(({ host: name, steps: its }) =>
      its.flatMap(({ changes }) => changes.map(change => `${name}: ${changeText(change)}`)),
    ),
  ])

describe('going back', () => {
  it.each<[string, RolledBack, unknown[]]>([
    ['nothing when all is as it was', host('a', [aFile(old)], [aFile(old)]), []],
    ['a file that changed', host('a', [aFile(fresh)], [aFile(old)]), [['files', undefined, 'a: restore /f']]],
    [
      'a file that somebody removed',
      host('a', [aFile(old)], [aFile(old)], { files: { '/f': { kind: 'absent' } } }),
      [['files', undefined, 'a: restore /f']],
    ],
    [
      'a mode',
      host('a', [aFile(old, { mode: 0o600 })], [aFile(old)]),
      [['files', undefined, 'a: set mode and owner of /f']],
    ],
    ['not a secret', host('a', [aFile(fresh, { secret: true })], [aFile(old, { secret: true })]), []],
    [
      'what was not there before',
      host('a', [aFile(old), { ...aFile(old), path: '/new' } as Applied], [aFile(old)]),
      [['files', undefined, 'a: remove /new']],
    ],
    [
      'a unit stops before its file goes',
      host('a', [aFile(old), { ...aFile(old), path: '/unit' } as Applied, unit('mantl-firewall', 'd')], [aFile(old)]),
      [['files', undefined, 'a: stop mantl-firewall', 'a: remove /unit']],
    ],
    [
      'a file of others with lines of ours stays, without them',
      host('a', [aFile(old), { ...aFile(old, { block: true }), path: '/etc/hosts' } as Applied], [aFile(old)]),
      [['files', undefined, 'a: take our lines out of /etc/hosts']],
    ],
    [
      'the release, and the units that run with the other',
      host(
        'a',
        [release(fresh), current(fresh), unit('mantl-leader', 'd2'), ready],
        [release(old), current(old), unit('mantl-leader', 'd1'), ready],
      ),
      [
        ['files', undefined, `a: link ${layout.current} → ${layout.releases}/${old.slice(0, 12)}`],
        ['mesos-leader', 1, 'a: restart mantl-leader', 'a: wait until it answers'],
      ],
    ],
    [
      'a unit that was not there before is stopped, one that was is started',
      host('a', [unit('mantl-follower', 'd')], [unit('mantl-leader', 'd')], {
        units: { 'mantl-leader': { active: false } },
      }),
      [
        ['files', undefined, 'a: stop mantl-follower'],
        ['mesos-leader', 1, 'a: start mantl-leader'],
      ],
    ],
  ])('%s', (_, rolled, expected) => {
    expect(planned(rolled)).toEqual(expected)
  })

  it('ZooKeeper one by one, then the leaders, the leading one last, then the followers', () => {
    const all = (digest: string) =>
      ['mantl-zookeeper', 'mantl-leader', 'mantl-follower'].map(name => unit(name, digest))
    const restarts = (name: string) => (of: string) => `${of}: restart mantl-${name}`
    expect(planned(...['b', 'a'].map(name => host(name, all('2'), all('1'))))).toEqual([
      ['zookeeper', 1, ...['b', 'a'].map(restarts('zookeeper'))],
      ['mesos-leader', 1, ...['a', 'b'].map(restarts('leader'))],
      ['mesos-follower', undefined, ...['b', 'a'].map(restarts('follower'))],
    ])
  })

  it.each<[string, RolledBack, string]>([
    [
      'there was nothing before',
      host('a', [aFile(old)], []),
      'there was nothing of mantl before that run: mantl destroy removes what it made',
    ],
    [
      'the release is gone',
      host('a', [current(fresh)], [release(old), current(old)], { kept: false }),
      'the release aaaaaaaaaaaa is not kept there any more',
    ],
    [
      'what a file held is not kept',
      host('a', [aFile(fresh)], [aFile(old)], { kept: false }),
      'what /f held is not kept there any more',
    ],
    [
      'what a file held lost its bytes',
      host('a', [aFile(fresh)], [aFile(old)], { damaged: true }),
      'what /f held is kept there damaged',
    ],
  ])('is refused when %s', (_, rolled, message) => {
    expect(rollbackPlan([rolled]).errors).toEqual([{ host: 'a', message }])
  })
})

describe('who leads', () => {
  const cluster = clusterFrom(
    'all: {vars: {mesos_mode: leader}, hosts: {a: {ansible_host: 10.0.0.1}, b: {ansible_host: 10.0.0.2, mantl_address: b.example}}}',
  )
  it.each([
    ['//10.0.0.1:5050', 'a'],
    ['http://b.example:5050/', 'b'],
    ['//10.0.0.2:5050', 'b'],
    ['//10.0.0.9:5050', undefined],
    [undefined, undefined],
  ])('%s is %s', (location, expected) => {
    expect(
      leadingHost(cluster, [undefined, { status: 307, body: '', ...(location === undefined ? {} : { location }) }]),
    ).toBe(expected)
  })
})
