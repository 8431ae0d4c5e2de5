import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { perlScript } from '../../../../../src/daemons/follower/containerizer/launcher/perl-script.ts'

const plan = { mounts: [], argv: ['/bin/echo', 'done'], sealed: '/bin/echo', stdin: '/dev/null' }

describe('what perl reads', () => {
  it.each(['x64', 'arm64'])('has the calls of %s', arch => {
    const numbers = { x64: [272, 166], arm64: [97, 39] }[arch]!
    expect(perlScript(plan, arch)).toMatch(new RegExp(`called\\(${numbers[0]}, 131072\\)[^]*called\\(${numbers[1]}, `))
  })
  it('is nothing where we do not know the calls', () => expect(perlScript(plan, 's390x')).toBeUndefined())
  it.runIf(existsSync('/usr/bin/perl'))('takes any text for text (needs perl)', () => {
    const odd = [`it's`, 'a\\', "\\'", '$ENV{PATH} @{[1]}', 'two\nlines', '"; exit 3; "']
    // Without the calls before it, which need root.
    const script = perlScript({ ...plan, argv: ['/usr/bin/printf', '%s|', ...odd] }, 'x64')!
    const last = script.split('\n').findIndex(line => line.startsWith('my @argv'))
    const said = execFileSync('/usr/bin/perl', { input: script.split('\n').slice(last).join('\n'), encoding: 'utf8' })
    expect(said).toBe(odd.map(one => `${one}|`).join(''))
  })
  it.runIf(existsSync('/usr/bin/perl') && process.getuid?.() !== 0)(
    'says what it may not, and starts nothing (needs perl; root may)',
    () => {
      const { status, stderr, stdout } = spawnSync('/usr/bin/perl', { input: perlScript(plan, process.arch)! })
      expect([status, String(stderr).split(':')[0], String(stdout)]).toEqual([125, 'unshare', ''])
    },
  )
})
