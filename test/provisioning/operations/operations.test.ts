import { describe, expect, it } from 'vitest'
import { account } from '../../../src/provisioning/facts/accounts/account.ts'
import { file as fileFact } from '../../../src/provisioning/facts/files/file.ts'
import { fileSystem } from '../../../src/provisioning/facts/files/file-system.ts'
import { installedPackages } from '../../../src/provisioning/facts/packages/installed.ts'
import { keptReleases } from '../../../src/provisioning/facts/releases/kept-releases.ts'
import { releaseState } from '../../../src/provisioning/facts/releases/release-state.ts'
import { unitState } from '../../../src/provisioning/facts/units/unit-state.ts'
import type { Release } from '../../../src/provisioning/model/change.ts'
import { content } from '../../../src/provisioning/model/content.ts'
import type { FactKind } from '../../../src/provisioning/model/fact.ts'
import type { Operation } from '../../../src/provisioning/model/operation.ts'
import { group } from '../../../src/provisioning/operations/accounts/group.ts'
import { user } from '../../../src/provisioning/operations/accounts/user.ts'
import { directory } from '../../../src/provisioning/operations/files/directory.ts'
import { file } from '../../../src/provisioning/operations/files/file.ts'
import { link } from '../../../src/provisioning/operations/files/link.ts'
import { persistent } from '../../../src/provisioning/operations/files/persistent.ts'
import { installed } from '../../../src/provisioning/operations/packages/installed.ts'
import { pruned } from '../../../src/provisioning/operations/releases/pruned.ts'
import { release } from '../../../src/provisioning/operations/releases/release.ts'
import { atBoot } from '../../../src/provisioning/operations/units/at-boot.ts'
import { running } from '../../../src/provisioning/operations/units/running.ts'
import { noOthers, statedFacts } from '../../support/facts.ts'

type Stated = readonly [FactKind<any, any>, unknown, unknown]

const text = content('hello\n')
const path = '/etc/x'
const ours = { kind: 'file', mode: 0o644, owner: 'root:root', sha256: text.sha256 }
const folder = { kind: 'directory', mode: 0o755, owner: 'root:root' }
const aFile = (extra: object = {}) => file({ path, content: text, mode: 0o644, owner: 'root:root', ...extra })
const aFolder = directory({ path, mode: 0o755, owner: 'root:root' })
const fileIs = (state: unknown): Stated[] => [[fileFact, { path, show: true, known: text.sha256 }, state]]
const pathIs = (state: unknown): Stated[] => [[fileFact, { path }, state]]

const question = { unit: 'u', manager: 'systemd', record: '/r', runtime: '/run/u' } as const
const aUnit = running({
  ...question,
  file: '/f',
  digest: 'new',
  ready: { what: 'up', command: { argv: ['true'] }, timeoutMs: 1 },
})
const unitIs = (state: unknown): Stated[] => [[unitState, question, state]]

const [d1, d2, d3, d4] = ['1', '2', '3', '4'].map(digit => digit.repeat(64)) as [string, string, string, string]
const wanted: Release = {
  digest: d1,
  version: '1',
  files: [
    { path: 'a', mode: 0o644, sha256: 'p1', size: 60_000_000 },
    { path: 'b', mode: 0o644, sha256: 'p2', size: 40_000_000 },
    { path: 'c', mode: 0o644, sha256: 'p2', size: 40_000_000 },
  ],
}
const aRelease = release({ release: wanted, releases: '/r', store: '/s' })
const releaseIs = (state: unknown, freeBytes = 1e12): Stated[] => [
  [
    releaseState,
    { releases: '/r', store: '/s', digest: d1, files: wanted.files.map(({ mode: _, ...file }) => file) },
    state,
  ],
  [fileSystem, { path: '/s' }, { type: 'ext2/ext3', freeBytes }],
]
const keptQuestion = { releases: '/r', store: '/s', current: '/c' }
const prune = pruned({ release: wanted, ...keptQuestion })
const keptIs = (state: unknown): Stated[] => [[keptReleases, keptQuestion, state]]
const names = { names: ['a', 'b'] }

/** operation, what is found, what would be done: kind and reason of each change. */
const cases: readonly (readonly [string, Operation, readonly Stated[], readonly unknown[]])[] = [
  ['file: absent', aFile(), fileIs({ kind: 'absent' }), [['write-file', 'it does not exist']]],
  ['file: as it should be', aFile(), fileIs(ours), []],
  ['file: other content', aFile(), fileIs({ ...ours, sha256: 'x' }), [['write-file', 'its content differs']]],
  ['file: other mode', aFile(), fileIs({ ...ours, mode: 0o600 }), [['set-attributes', 'its mode is 0600, not 0644']]],
  [
    'file: other owner',
    aFile(),
    fileIs({ ...ours, owner: 'a:b' }),
    [['set-attributes', 'it belongs to a:b, not root:root']],
  ],
  ['file: nobody minds the owner', file({ path, content: text, mode: 0o644 }), fileIs({ ...ours, owner: 'a:b' }), []],
  [
    'file: a link stands there',
    aFile(),
    fileIs({ kind: 'link', target: '/y' }),
    [['write-file', 'a link to /y stands there']],
  ],
  ['file: a directory stands there', aFile(), fileIs(folder), []],
  ['directory: absent', aFolder, pathIs({ kind: 'absent' }), [['make-directory', 'it does not exist']]],
  ['directory: as it should be', aFolder, pathIs(folder), []],
  [
    'directory: other mode',
    aFolder,
    pathIs({ ...folder, mode: 0o700 }),
    [['set-attributes', 'its mode is 0700, not 0755']],
  ],
  ['directory: a file stands there', aFolder, pathIs(ours), []],
  ['link: absent', link({ path, target: '/y' }), pathIs({ kind: 'absent' }), [['link', 'it does not exist']]],
  ['link: right', link({ path, target: '/y' }), pathIs({ kind: 'link', target: '/y' }), []],
  [
    'link: elsewhere',
    link({ path, target: '/y' }),
    pathIs({ kind: 'link', target: '/z' }),
    [['link', 'it leads to /z']],
  ],
  ['group: there', group('g'), [[account, { database: 'group', name: 'g' }, true]], []],
  ['group: not there', group('g'), [], [['create-group', 'it does not exist']]],
  ['user: there', user({ name: 'u', group: 'g', home: '/' }), [[account, { database: 'passwd', name: 'u' }, true]], []],
  ['user: not there', user({ name: 'u', group: 'g', home: '/' }), [], [['create-user', 'it does not exist']]],
  [
    'packages: one missing',
    installed(['a', 'b']),
    [[installedPackages, names, new Map([['a', '1']])]],
    [['install-packages', 'not installed']],
  ],
  [
    'packages: all there',
    installed(['a', 'b']),
    [
      [
        installedPackages,
        names,
        new Map([
          ['a', '1'],
          ['b', '1'],
        ]),
      ],
    ],
    [],
  ],
  [
    'unit: never started',
    aUnit,
    unitIs({ active: false, enabled: false }),
    [
      ['restart-unit', 'it is not running'],
      ['await', 'u was started'],
    ],
  ],
  ['unit: as it should be', aUnit, unitIs({ active: true, enabled: true, startedWith: 'new' }), []],
  [
    'unit: started with something else',
    aUnit,
    unitIs({ active: true, enabled: true, startedWith: 'old' }),
    [
      ['restart-unit', 'its configuration or release changed since it started'],
      ['await', 'u was started'],
    ],
  ],
  [
    'unit: started by somebody else',
    aUnit,
    unitIs({ active: true, enabled: true }),
    [
      ['restart-unit', 'it was not started by mantl'],
      ['await', 'u was started'],
    ],
  ],
  [
    'unit: not at boot',
    aUnit,
    unitIs({ active: true, enabled: false, startedWith: 'new' }),
    [
      ['restart-unit', 'it does not start at boot'],
      ['await', 'u was started'],
    ],
  ],
  ['release: there', aRelease, releaseIs({ installed: true, blobs: new Set() }), []],
  [
    'release: damaged',
    aRelease,
    releaseIs({ installed: false, damaged: true, blobs: new Set(['p1']) }),
    [['push-release', 'release 1 is damaged']],
  ],
  [
    'release: not there',
    aRelease,
    releaseIs({ installed: false, blobs: new Set(['p1']) }),
    [['push-release', 'release 1 is not there']],
  ],
  ['prune: nothing else', prune, keptIs({ releases: [d1], parts: ['p1', 'p2'], current: d1 }), []],
  ['prune: the previous one stays', prune, keptIs({ releases: [d1, d2], parts: ['p1'], current: d1 }), []],
  ['prune: first run', prune, keptIs({ releases: [], parts: [] }), []],
  [
    'prune: older ones go',
    prune,
    keptIs({ releases: [d2, d3, d4], parts: ['p1', 'p9'], current: d3 }),
    [['remove-releases', 'not needed any more']],
  ],
]

describe('operations', () => {
  it.each(cases)('%s', (_, operation, stated, expected) => {
    expect(operation.changes(statedFacts(stated)).map(({ kind, why }) => [kind, why])).toEqual(expected)
  })

  it.each([
    ['the one in use and the newest other', { releases: [d2, d3, d4], parts: [], current: d3 }, [d2, d4]],
    ['the newest other when the wanted one is in use', { releases: [d1, d3, d2], parts: [], current: d1 }, [d2]],
    ['remains of dead runs', { releases: [`.${d1}.new`, d2], parts: [], current: d2 }, [`.${d1}.new`]],
  ])('pruning keeps %s', (_, state, removed) => {
    expect(prune.changes(statedFacts(keptIs(state)))).toEqual([
      expect.objectContaining({ kind: 'remove-releases', releases: removed }),
    ])
  })

  it('every operation announces what it asks', () => {
    for (const [name, operation, stated] of cases) {
      const announced = new Set(operation.needs.map(({ fact, args }) => `${fact.name} ${JSON.stringify(args)}`))
      const asked = stated.map(([fact, args]) => `${fact.name} ${JSON.stringify(args)}`)
      expect([name, asked.filter(id => !announced.has(id))]).toEqual([name, []])
    }
  })

  it('of a file that is shown the old text comes along, of a secret never', () => {
    const now = { ...ours, sha256: 'x', text: 'old\n' }
    expect(aFile().changes(statedFacts(fileIs(now)))[0]).toMatchObject({ before: 'old\n' })
    const secret = file({ path, content: content('s', { secret: true }), mode: 0o600 })
    const [change] = secret.changes(statedFacts([[fileFact, { path, show: false }, now]]))
    expect(change).not.toHaveProperty('before')
  })

  it('a secret that replaces another waits for those who must know it', () => {
    const waiting = aFile({ replaceAfter: ['mesos-leader'] })
    expect(waiting.changes(statedFacts(fileIs({ ...ours, sha256: 'x' })))[0]).toMatchObject({ after: ['mesos-leader'] })
    expect(waiting.changes(statedFacts(fileIs({ kind: 'absent' })))[0]).not.toHaveProperty('after')
  })
})

describe('concerns', () => {
  const aLink = link({ path, target: '/y' })
  it.each<[string, Operation, Parameters<typeof statedFacts>[0], string | undefined]>([
    ['a file in its place', aFile(), fileIs(ours), undefined],
    [
      'a folder in a file’s place',
      aFile(),
      fileIs(folder),
      `${path} is a folder, and a file belongs there: move it away`,
    ],
    ['a link in a file’s place', aFile(), fileIs({ kind: 'link', target: '/y' }), undefined],
    ['a file in a folder’s place', aFolder, pathIs(ours), `${path} is no folder, and one belongs there: move it away`],
    [
      'a link in a folder’s place',
      aFolder,
      pathIs({ kind: 'link', target: '/data' }),
      `${path} is a link to /data, and a folder belongs there: let the inventory name /data itself, or move the link away`,
    ],
    ['a folder in a link’s place', aLink, pathIs(folder), `${path} is no link, and one belongs there: move it away`],
    ['another link', aLink, pathIs({ kind: 'link', target: '/z' }), undefined],
    ['a unit that may start', aUnit, unitIs({ active: false, enabled: true }), undefined],
    [
      'a unit that is masked',
      aUnit,
      unitIs({ active: false, enabled: false, masked: true }),
      'u is masked, so nothing can start it: systemctl unmask u',
    ],
  ])('%s', (_, operation, facts, message) => {
    expect(operation.concerns?.(statedFacts(facts), noOthers) ?? []).toEqual(
      message === undefined ? [] : [{ severity: 'error', message }],
    )
  })

  const kept = persistent({ path, called: 'mesos_work_dir', lost: 'tasks' })
  const on = (type: string) => statedFacts([[fileSystem, { path }, { type, freeBytes: 1 }]])

  it.each([
    ['tmpfs', ['mesos_work_dir /etc/x is on tmpfs, which a reboot empties: tasks are lost then']],
    ['ext2/ext3', []],
    ['overlayfs', []],
  ])('a folder that must last, on %s', (type, messages) => {
    expect(kept.concerns!(on(type), noOthers).map(({ message }) => message)).toEqual(messages)
    expect(kept.changes(on(type))).toEqual([])
  })

  it.each([
    ['all is to be sent: parts and the largest once more', new Set<string>(), false, 160_000_000, 0],
    ['a byte too little', new Set<string>(), false, 159_999_999, 1],
    ['one part is there', new Set(['p1']), false, 80_000_000, 0],
    ['it is installed', new Set<string>(), true, 0, 0],
  ])('disk space: %s', (_, blobs, isInstalled, freeBytes, errors) => {
    const found = aRelease.concerns!(statedFacts(releaseIs({ installed: isInstalled, blobs }, freeBytes)), noOthers)
    expect(found.map(({ severity }) => severity)).toEqual(Array.from({ length: errors }, () => 'error'))
  })
})

describe('what does not start by itself', () => {
  const config = '/home/ann/.config/mantl'
  it.each([
    ['systemd', false, false, undefined],
    ['supervisor', false, false, 'nothing starts the daemons at boot'],
    ['supervisor', true, false, undefined],
    ['systemd-user', false, false, 'loginctl enable-linger'],
    ['systemd-user', false, true, undefined],
    ['systemd-user', true, false, undefined],
  ] as const)('%s, ran before: %s, lingering: %s', (manager, ran, lingers, said) => {
    const facts = statedFacts([
      [fileFact, { path: config }, { kind: ran ? 'directory' : 'absent' }],
      [fileFact, { path: '/var/lib/systemd/linger/ann' }, { kind: lingers ? 'file' : 'absent' }],
    ])
    const concerns = atBoot({ manager, config, user: 'ann' }).concerns!(facts, noOthers)
    expect(concerns.map(({ message }) => message)).toEqual(said === undefined ? [] : [expect.stringContaining(said)])
  })
})
