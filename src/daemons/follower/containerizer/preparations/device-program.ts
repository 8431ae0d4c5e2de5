import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../../errors.ts'
import { bpfObject } from '../../linux/bpf-object.ts'
import { cgroupFolder } from '../../linux/cgroup-files.ts'
import type { CgroupLayout } from '../../linux/cgroups.ts'
import { deviceProgram } from '../../linux/device-program.ts'
import { runProgram } from '../../linux/run-program.ts'
import type { Preparer } from './preparer.ts'

/**
 * In a mount namespace of its own, so that neither file nor mount stays: only the cgroup holds the program then. With `multi` those of the
 * cgroups above count as well. $1 is bpftool, $2 the cgroup; the object comes in base64.
 */
const script = `
mount -t tmpfs none /tmp && mkdir /tmp/bpf && mount -t bpf none /tmp/bpf || exit
base64 -d >/tmp/object || exit
"$1" prog load /tmp/object /tmp/bpf/program type cgroup/dev || exit
exec "$1" cgroup attach "$2" cgroup_device pinned /tmp/bpf/program multi
`
const timeoutMillis = 30_000

export const devicePrograms = ({ mount, roots }: CgroupLayout, bpftool: string): Preparer<'device-program'> => ({
  make: async ({ cgroupsPath, rules }) => {
    const cgroup = join(mount, roots.get('') ?? '', cgroupFolder(cgroupsPath))
    mkdirSync(cgroup, { recursive: true })
    const { code, stderr } = await runProgram({
      program: 'unshare',
      args: ['--mount', '--propagation', 'private', '/bin/sh', '-c', script, 'devices', bpftool, cgroup],
      input: bpfObject('cgroup/dev', deviceProgram(rules)).toString('base64'),
      timeoutMillis,
    })
    if (code === 0) return
    throw new MantlError('follower.launch', `its devices can't be ruled: ${stderr.trim() || 'bpftool has failed'}`)
  },
})
