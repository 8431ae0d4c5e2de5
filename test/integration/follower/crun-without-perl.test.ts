import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { unpackBusybox } from '../../../bench/containers/busybox.ts'
import type { LaunchSpec } from '../../../src/daemons/follower/containerizer/launch-spec.ts'
import { readOwnRights } from '../../../src/daemons/follower/containerizer/launcher/own-rights.ts'
import { planShim } from '../../../src/daemons/follower/containerizer/launcher/plan-shim.ts'
import { findPrograms, type ShimPrograms } from '../../../src/daemons/follower/containerizer/launcher/programs.ts'
import { createOwnDisk } from '../../../src/daemons/follower/disk/own-disk.ts'
import { leaksOf } from '../../support/leaks.ts'

/** What the shim runs, by itself: a shell with mount(8) must do what perl does by itself where there is one. */
describe.runIf(process.getuid?.() === 0)(
  'what crun runs in is set up (needs root, crun, perl and busybox-static)',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'mantl-without-perl-'))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    const { perl, ...without } = findPrograms(false)
    const kinds: readonly (readonly [string, ShimPrograms])[] = [
      ['by perl', { ...without, perl: perl ?? '/usr/bin/perl' }],
      ['by a shell', without],
    ]
    it.each(kinds)('%s', async (name, programs) => {
      const own = join(folder, name.replaceAll(' ', '-'))
      for (const place of ['records', 'scratch/upperdir', 'scratch/workdir', 'root']) {
        mkdirSync(join(own, place), { recursive: true })
      }
      unpackBusybox(join(own, 'scratch/0'))
      const records = join(own, 'records')
      const plan = planShim(records, { key: 'c', spec: specOf(own) }, programs, readOwnRights(), false)
      expect(plan.command[0]).toBe(programs.perl ?? programs.unshare)
      await createOwnDisk().done(plan.steps)
      writeFileSync(join(records, 'c.container'), '')
      writeFileSync(join(own, 'script'), plan.script)
      const [program = '', ...args] = plan.command
      const input = openSync(join(own, 'script'), 'r')
      const { status, stdout, stderr } = spawnSync(program, args, { stdio: [input, 'pipe', 'pipe'], env: {}, cwd: own })
      expect(String(stderr)).toBe('')
      expect([status, String(stdout)]).toEqual([7, '/tmp:SigIgn:\t0000000000000000:0 bytes'])
      expect(readFileSync(join(own, 'scratch/upperdir/written'), 'utf8')).toBe('here')
      expect(readFileSync(join(records, 'c.started'), 'utf8')).toMatch(/^\d+ \d+ \d+\n$/)
      expect(existsSync(join(own, 'root/written'))).toBe(false)
      expect(leaksOf({ folder: own })).toEqual([])
    })

    const look =
      'printf here >/written; printf "%s:%s:%s bytes" "$PWD" "$(grep SigIgn /proc/self/status)" "$(wc -c)"; exit 7'
    const specOf = (own: string): LaunchSpec => ({
      process: { args: ['/bin/sh', '-c', look], env: ['PATH=/bin'], cwd: '/tmp' },
      root: { path: join(own, 'root') },
      hostMounts: [
        {
          type: 'overlay',
          target: join(own, 'root'),
          cwd: join(own, 'scratch'),
          options: 'nodev,lowerdir=0,upperdir=upperdir,workdir=workdir',
        },
      ],
      mounts: [
        { destination: '/proc', type: 'proc', source: 'proc' },
        { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
      ],
      linux: { cgroupsPath: 'c', controllers: [], resources: {} },
    })
  },
)
