import { describe, expect, it } from 'vitest'
import type { HostMount } from '../../../../../src/daemons/follower/containerizer/launch-spec.ts'
import { mountBits, mountCalls } from '../../../../../src/daemons/follower/containerizer/launcher/mount-calls.ts'

const { bind, nodev, nosuid, rec, remount, ro } = mountBits
const layers = 'lowerdir=1:0,upperdir=u,workdir=w'

describe('what mount(8) would call', () => {
  const cases: readonly (readonly [string, HostMount, unknown])[] = [
    [
      'an overlay, named from a folder',
      { target: '/m', type: 'overlay', cwd: '/scratch', options: `nodev,${layers}` },
      [{ cwd: '/scratch', source: 'overlay', target: '/m', type: 'overlay', flags: nodev, data: layers }],
    ],
    [
      'a folder elsewhere',
      { target: '/m', type: 'bind', source: '/s' },
      [{ cwd: '/', source: '/s', target: '/m', type: 'none', flags: bind }],
    ],
    [
      'with all that is mounted below',
      { target: '/m', type: 'bind', source: '/', options: 'rbind' },
      [{ cwd: '/', source: '/', target: '/m', type: 'none', flags: bind | rec }],
    ],
    [
      'with less than it may: the kernel wants that said apart',
      { target: '/m', type: 'bind', source: '/s', options: 'nodev,nosuid,ro' },
      [
        { cwd: '/', source: '/s', target: '/m', type: 'none', flags: bind },
        { cwd: '/', source: '/s', target: '/m', type: 'none', flags: remount | bind | nodev | nosuid | ro },
      ],
    ],
    [
      'an option that only mount(8) knows',
      { target: '/m', type: 'bind', source: '/s', options: 'X-mount.mkdir' },
      undefined,
    ],
    ['the same of an overlay', { target: '/m', type: 'overlay', options: `relatime,${layers}` }, undefined],
    [
      'more than the kernel reads',
      { target: '/m', type: 'overlay', options: `lowerdir=${'x'.repeat(4_090)}` },
      undefined,
    ],
  ]
  it.each(cases)('%s', (_, mount, calls) => expect(mountCalls(mount)).toEqual(calls))
})
