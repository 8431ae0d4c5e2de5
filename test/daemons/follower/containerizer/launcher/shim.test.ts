import { describe, expect, it } from 'vitest'
import type { SpecProcess } from '../../../../../src/daemons/follower/containerizer/launch-spec.ts'
import { parseRecordFile, recordFile } from '../../../../../src/daemons/follower/containerizer/launcher/record-files.ts'
import { plainCommand } from '../../../../../src/daemons/follower/containerizer/launcher/shim.ts'

const programs = { shell: '/bin/sh', setsid: '/bin/setsid', setpriv: '/bin/setpriv', prlimit: '/bin/prlimit' }
const command = (more: Partial<SpecProcess>) =>
  plainCommand({ args: [], env: [], cwd: '/', ...more }, programs).slice(1)

describe('how a shell starts a process', () => {
  const cases: readonly (readonly [string, Partial<SpecProcess>, readonly string[]])[] = [
    ['as we are', {}, ['/bin/sh']],
    [
      'as another user',
      { user: { username: 'u', uid: 5, gid: 6 } },
      ['/bin/setpriv', '--reuid=5', '--regid=6', '--init-groups', '/bin/sh'],
    ],
    ['with no new rights', { noNewPrivileges: true }, ['/bin/setpriv', '--no-new-privs', '/bin/sh']],
    [
      'with fewer capabilities',
      { capabilities: { bounding: ['CAP_KILL', 'CAP_CHOWN'], inheritable: [], ambient: ['CAP_KILL'] } },
      ['/bin/setpriv', '--bounding-set=-all,+kill,+chown', '--inh-caps=-all', '--ambient-caps=-all,+kill', '/bin/sh'],
    ],
    [
      'with limits, set while we may still raise them',
      {
        user: { username: 'u', uid: 5, gid: 6 },
        rlimits: [
          { type: 'RLIMIT_NOFILE', soft: 10, hard: 20 },
          { type: 'RLIMIT_CORE', soft: 0, hard: 2n ** 64n - 1n },
        ],
      },
      [
        '/bin/prlimit',
        '--nofile=10:20',
        '--core=0:unlimited',
        '/bin/setpriv',
        '--reuid=5',
        '--regid=6',
        '--init-groups',
        '/bin/sh',
      ],
    ],
  ]
  it.each(cases)('%s', (_, more, expected) => expect(command(more)).toEqual(expected))
  it('names the program that is missing', () => {
    const poor = { shell: '/bin/sh', setsid: '/bin/setsid' }
    expect(() => plainCommand({ args: [], env: [], cwd: '/', noNewPrivileges: true }, poor)).toThrow(
      'setpriv is missing',
    )
  })
})

describe('names of records', () => {
  it.each([
    ['c', 'c.started', 'started'],
    ['a/b/c', 'a.b.c.ended', 'ended'],
  ] as const)('%s', (key, name, kind) => {
    expect(recordFile('/r', key, kind)).toBe(`/r/${name}`)
    expect(parseRecordFile(name)).toEqual({ key, kind })
  })
  it.each(['x', '.started', 'c.other'])('%s is none', name => expect(parseRecordFile(name)).toBeUndefined())
  it('a dot would make two containers one', () => expect(() => recordFile('/r', 'a.b', 'ended')).toThrow('a dot'))
})
