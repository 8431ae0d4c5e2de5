import { describe, expect, it } from 'vitest'
import { account } from '../../../src/provisioning/facts/accounts/account.ts'
import { credentialsFile } from '../../../src/provisioning/facts/files/credentials-file.ts'
import { file } from '../../../src/provisioning/facts/files/file.ts'
import { fileSystem } from '../../../src/provisioning/facts/files/file-system.ts'
import { made } from '../../../src/provisioning/facts/host/made.ts'
import { surroundings } from '../../../src/provisioning/facts/host/surroundings.ts'
import { installedPackages } from '../../../src/provisioning/facts/packages/installed.ts'
import { keptReleases } from '../../../src/provisioning/facts/releases/kept-releases.ts'
import { releaseState } from '../../../src/provisioning/facts/releases/release-state.ts'
import { unitState } from '../../../src/provisioning/facts/units/unit-state.ts'
import type { FactKind } from '../../../src/provisioning/model/fact.ts'

const digest = 'bca117e409063f4c18bda5113cba607ffba3b412328a606c453142304acf54fb'
const other = '135c9aaf9b66741bbf84e7af7ef14072ed28b415b9006fded5a2eb3d3e0d3e76'
const unit = { unit: 'u', manager: 'systemd', record: '/r', runtime: '/run' }
const folders = { releases: '/r', store: '/s', current: '/c' }

/** Answers as Debian 12 gave them: fact, its arguments, stdout, exit code, what is read. */
const answers: readonly (readonly [string, FactKind<any, unknown>, unknown, string, number, unknown])[] = [
  ['absent file', file, { path: '/nope' }, 'absent|||\n', 0, { kind: 'absent' }],
  [
    'directory',
    file,
    { path: '/etc' },
    'directory|755|root:root|\n',
    0,
    { kind: 'directory', mode: 0o755, owner: 'root:root' },
  ],
  [
    'device',
    file,
    { path: '/dev/null' },
    'other|666|root:root|\n',
    0,
    { kind: 'other', mode: 0o666, owner: 'root:root' },
  ],
  [
    'link',
    file,
    { path: '/l' },
    `link|||/opt/mantl/releases/${other}\n`,
    0,
    { kind: 'link', target: `/opt/mantl/releases/${other}` },
  ],
  ['link with a bar', file, { path: '/l' }, 'link|||/a|b\n', 0, { kind: 'link', target: '/a|b' }],
  [
    'file with its text',
    file,
    { path: '/etc/hostname', show: true },
    `file|644|root:root|${digest}\nh1\n`,
    0,
    { kind: 'file', mode: 0o644, owner: 'root:root', sha256: digest, text: 'h1\n' },
  ],
  [
    'sticky mode',
    file,
    { path: '/t' },
    'directory|1777|root:root|\n',
    0,
    { kind: 'directory', mode: 0o1777, owner: 'root:root' },
  ],
  ['tmpfs', fileSystem, { path: '/run/x' }, 'tmpfs 3085501 4096\n', 0, { type: 'tmpfs', freeBytes: 3085501 * 4096 }],
  [
    'overlay',
    fileSystem,
    { path: '/opt' },
    'overlayfs 19520287 4096\n',
    0,
    { type: 'overlayfs', freeBytes: 19520287 * 4096 },
  ],
  ['ext4', fileSystem, { path: '/opt' }, 'ext2/ext3 10 1024\n', 0, { type: 'ext2/ext3', freeBytes: 10240 }],
  [
    'packages',
    installedPackages,
    { names: ['zookeeper', 'nothere', 'old'] },
    'old config-files 1.0\nsudo installed 1.9.13p3-1+deb12u4\nzookeeper installed 3.8.0-11+deb12u2\n',
    1,
    new Map([
      ['sudo', '1.9.13p3-1+deb12u4'],
      ['zookeeper', '3.8.0-11+deb12u2'],
    ]),
  ],
  ['a group', account, { database: 'group', name: 'mesos' }, 'mesos:x:999:\n', 0, true],
  ['no user', account, { database: 'passwd', name: 'mesos' }, '', 2, false],
  [
    'running unit',
    unitState,
    unit,
    `active\nenabled\n${digest}`,
    0,
    { active: true, enabled: true, startedWith: digest },
  ],
  ['unknown unit', unitState, unit, 'inactive\n\n', 0, { active: false, enabled: false }],
  [
    'failed unit',
    unitState,
    unit,
    `failed\nenabled\n${digest}`,
    0,
    { active: false, enabled: true, startedWith: digest },
  ],
  ['starting unit', unitState, unit, 'activating\ndisabled\n', 0, { active: false, enabled: false }],
  [
    'release',
    releaseState,
    { ...folders, digest, files: [{ path: 'n', sha256: other, size: 1 }] },
    `installed\n${other}\n`,
    0,
    { installed: true, blobs: new Set([other]) },
  ],
  [
    'damaged release',
    releaseState,
    { ...folders, digest, files: [] },
    'damaged\n',
    0,
    { installed: false, damaged: true, blobs: new Set() },
  ],
  [
    'no release',
    releaseState,
    { ...folders, digest, files: [] },
    'missing\n',
    0,
    { installed: false, blobs: new Set() },
  ],
  [
    'kept releases',
    keptReleases,
    folders,
    `current ${other}\nrelease ${other}\nrelease .${digest}.new\npart ${digest}\npart .x y.mantl-1\n`,
    0,
    { current: other, releases: [other, `.${digest}.new`], parts: [digest, '.x y.mantl-1'] },
  ],
  ['no releases yet', keptReleases, folders, '', 0, { releases: [], parts: [] }],
  [
    'made',
    made,
    { state: '/s' },
    'tree /var/lib/mantl\npath /etc/a file\nuser mesos\nunit mantl-leader\nunit mantl-leader\npack',
    0,
    [
      { kind: 'tree', name: '/var/lib/mantl' },
      { kind: 'path', name: '/etc/a file' },
      { kind: 'user', name: 'mesos' },
      { kind: 'unit', name: 'mantl-leader' },
    ],
  ],
  [
    'credentials',
    credentialsFile,
    { path: '/c' },
    '{"credentials":[{"principal":"a","secret":"b"},{"principal":7},null]}',
    0,
    [{ principal: 'a', secret: 'b' }],
  ],
  ['no credentials', credentialsFile, { path: '/c' }, '', 1, []],
  ['credentials of another kind', credentialsFile, { path: '/c' }, 'a b\n', 0, []],
]

describe('what hosts answer', () => {
  it.each(answers)('%s', (_, fact, args, stdout, exitCode, read) => {
    expect(fact.read({ stdout, stderr: '', exitCode }, args)).toEqual(read)
  })

  it.each([
    ['a file that stat cannot read', file, { path: '/x' }, '', 1],
    ['a kind of file that nobody knows', file, { path: '/x' }, 'socket|1|2|3\n', 0],
    ['no size of a file system', fileSystem, { path: '/x' }, '', 1],
    ['surroundings without a user id', surroundings, {}, 'os=debian\n', 0],
  ] as const)('%s is an error that says so', (_, fact: FactKind<any, unknown>, args, stdout, exitCode) => {
    expect(() => fact.read({ stdout, stderr: 'why', exitCode }, args)).toThrow(
      expect.objectContaining({ code: 'fact.unreadable' }),
    )
  })

  it('surroundings', () => {
    const stdout =
      'uid=0\nuser=root\ngroup=root\nhome=/root\nmachine=x86_64\nclock=1795243012\nboot=0f98\nos=debian\nversion=12\ndata=\nconfig=\nstate=\nruntime=\nmanager=systemd\n'
    expect(surroundings.read({ stdout, stderr: '', exitCode: 0 }, {})).toEqual({
      uid: 0,
      user: 'root',
      group: 'root',
      home: '/root',
      architecture: 'x86_64',
      os: 'debian',
      osVersion: '12',
      unitManager: 'systemd',
      xdg: { data: undefined, config: undefined, state: undefined, runtime: undefined },
      clock: 1795243012,
      bootId: '0f98',
    })
  })
})
