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
const unit = { unit: 'u', manager: 'systemd', record: '/r', runtime: '/run', port: 5050 }
const folders = { releases: '/r', store: '/s', current: '/c' }

/** Answers as Debian 12 gave them: fact, its arguments, stdout, exit code, what is read. */
const answers: readonly (readonly [string, FactKind<any, unknown>, unknown, string, number, unknown])[] = [
  ['absent file', file, { path: '/nope' }, '-\x1e\x1e\n', 0, { kind: 'absent' }],
  [
    'directory',
    file,
    { path: '/etc' },
    'd\x1e755|root:root|/etc\n\x1e\n',
    0,
    { kind: 'directory', mode: 0o755, owner: 'root:root' },
  ],
  [
    'device',
    file,
    { path: '/dev/null' },
    'o\x1e666|root:root|/dev/null\n\x1e\n',
    0,
    { kind: 'other', mode: 0o666, owner: 'root:root' },
  ],
  ['link with a bar', file, { path: '/l' }, 'l\x1e\x1e\n\x1e1|/a|b', 0, { kind: 'link', target: '/a|b' }],
  [
    'file with its text',
    file,
    { path: '/etc/hostname', show: true },
    `f\x1e644|root:domain users|/etc/hostname\n\x1e${digest}  /etc/hostname\n\x1e1|h1\x1e\n`,
    0,
    { kind: 'file', mode: 0o644, owner: 'root:domain users', sha256: digest, text: 'h1\x1e\n' },
  ],
  [
    'file whose text is known',
    file,
    { path: '/a\\b|c', show: true, known: digest },
    `f\x1e1644|root:root|/a\\b|c\n\x1e\\${digest}  /a\\\\b|c\n`,
    0,
    { kind: 'file', mode: 0o1644, owner: 'root:root', sha256: digest },
  ],
  [
    'tmpfs',
    fileSystem,
    { path: '/run/x' },
    '/run\n\x1e3085501 4096 tmpfs|/run\n',
    0,
    { type: 'tmpfs', freeBytes: 3085501 * 4096 },
  ],
  [
    'ext4',
    fileSystem,
    { path: '/opt' },
    '/opt\n\x1e10 1024 ext2/ext3|/opt\n',
    0,
    { type: 'ext2/ext3', freeBytes: 10240 },
  ],
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
  ['a group', account, { database: 'group', name: 'mesos' }, 'there\n', 0, true],
  ['no user', account, { database: 'passwd', name: 'mesos' }, '-\n', 0, false],
  [
    'running unit',
    unitState,
    unit,
    `- ${digest}\n\x1eActiveState=active\nUnitFileState=enabled\n\x1e\x1e`,
    0,
    { active: true, enabled: true, startedWith: digest },
  ],
  [
    'unknown unit, its port taken',
    unitState,
    unit,
    '- \n\x1eActiveState=inactive\nUnitFileState=\n\x1e\x1eLISTEN 0 1 *:5050 *:*\n',
    0,
    { active: false, enabled: false, portTaken: true },
  ],
  [
    'failed unit',
    unitState,
    unit,
    `- ${digest}\n\x1eUnitFileState=enabled\nActiveState=failed\n\x1e\x1e`,
    0,
    { active: false, enabled: true, startedWith: digest },
  ],
  [
    'masked unit',
    unitState,
    unit,
    '- \n\x1eActiveState=inactive\nUnitFileState=masked\n\x1e\x1e',
    0,
    { active: false, enabled: false, masked: true },
  ],
  ['unit without a systemd', unitState, unit, '- \n\x1e\n\x1e\x1e', 0, { active: false, enabled: false }],
  [
    'supervised unit',
    unitState,
    { ...unit, manager: 'supervisor' },
    'lingering \n\x1e\x1e\x1e',
    0,
    { active: false, enabled: true, lingering: true },
  ],
  [
    'release',
    releaseState,
    { ...folders, digest, files: [{ path: 'n', sha256: other, size: 1 }] },
    `0 /r/${digest}/.complete\n1 /r/${digest}/n\n1 /s/${other}\n`,
    0,
    { installed: true, blobs: new Set([other]) },
  ],
  [
    'damaged release',
    releaseState,
    { ...folders, digest, files: [{ path: 'n', sha256: other, size: 1 }] },
    `0 /r/${digest}/.complete\n2 /r/${digest}/n\n2 /s/${other}\n`,
    0,
    { installed: false, damaged: true, blobs: new Set() },
  ],
  ['no release', releaseState, { ...folders, digest, files: [] }, '', 0, { installed: false, blobs: new Set() }],
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
    'tree /var/lib/mantl\npath /etc/a file\nuser mesos\nunit mantl-leader\nunit mantl-leader\ntree /va',
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
    ['a file that stat cannot read', file, { path: '/x' }, 'd\x1e\x1e\n', 0],
    ['a file that cannot be read', file, { path: '/x' }, 'f\x1e600|root:root|/x\n\x1e\n', 0],
    ['no answer about files', file, { path: '/x' }, '', 0],
    ['no size of a file system', fileSystem, { path: '/x' }, '', 1],
    ['surroundings without a user id', surroundings, {}, 'os:ID=debian\n', 0],
  ] as const)('%s is an error that says so', (_, fact: FactKind<any, unknown>, args, stdout, exitCode) => {
    expect(() => fact.read({ stdout, stderr: 'why', exitCode }, args)).toThrow(
      expect.objectContaining({ code: 'fact.unreadable' }),
    )
  })

  it('surroundings', () => {
    const stdout =
      'uid=0(root) gid=0(root) groups=0(root)\nmachine=x86_64\nhome=/root\ndata=\nconfig=\nstate=\nruntime=\nos:VERSION_ID="12"\nos:ID=debian\nmanager=systemd\n'
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
    })
  })
})
