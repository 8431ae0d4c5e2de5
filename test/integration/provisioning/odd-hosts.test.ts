import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createLab, type Lab } from '../../hosts/lab.ts'
import { type Controller, createController } from './controller.ts'
import { readOnly, withoutInodes } from './faults/disk-states.ts'
import { type Resident, resident } from './faults/resident.ts'

/** Hosts as some people have them: a first run goes through, or says what is in its way and goes through when that is mended. */
interface Odd {
  readonly name: string
  /** sh, as root, on a bare host. */
  readonly made: string
  readonly mended?: string
  /** What the run that cannot go through ends with, and says. */
  readonly said?: readonly [exitCode: number, words: RegExp]
  /** Milliseconds that each piece takes to the host, and back. */
  readonly late?: number
  /** Played every day; else with MANTL_FAULTS=all. */
  readonly usual?: true
}

const sshd = (...lines: readonly string[]) =>
  `printf '%s\\n' ${lines.map(line => `'${line}'`).join(' ')} > /etc/ssh/sshd_config.d/00-odd.conf; systemctl restart ssh`

const odd: readonly Odd[] = [
  {
    name: 'a login shell that talks, and lets nobody else read what it makes',
    made: `printf '%s\\n' 'seq 3000' 'echo more >&2' 'umask 077' 'cd /tmp' | tee /home/deploy/.bashrc > /root/.bashrc`,
    usual: true,
  },
  { name: '/tmp that starts nothing', made: 'mount -o remount,noexec /tmp' },
  {
    name: 'an sshd that allows two sessions, and one login at a time',
    made: sshd('MaxSessions 2', 'MaxStartups 1:100:1'),
  },
  {
    name: 'an sshd that allows one session',
    made: sshd('MaxSessions 1'),
    mended: sshd(''),
    said: [5, /opens no further channel/],
  },
  { name: 'a sudo that lectures', made: `echo 'Defaults lecture=always' > /etc/sudoers.d/lecture` },
  {
    name: 'a sudo that wants a terminal',
    made: `echo 'Defaults requiretty' > /etc/sudoers.d/tty`,
    mended: 'rm /etc/sudoers.d/tty',
    said: [3, /sudo on node-1 .*(tty|terminal)/],
  },
  {
    name: 'a systemctl that hangs',
    made: `printf '%s\\n' '#!/bin/sh' 'sleep 3600' > /usr/local/bin/systemctl; chmod 755 /usr/local/bin/systemctl`,
    mended: 'rm /usr/local/bin/systemctl',
    said: [3, /did not say in 60 s: the unit/],
  },
  {
    name: 'a disk that is read-only',
    ...readOnly,
    said: [3, /Read-only file system/],
    usual: true,
  },
  {
    name: 'a disk without a free inode',
    ...withoutInodes,
    said: [3, /No space left on device/],
  },
  { name: 'a way of 150 ms in each direction', made: ':', late: 150 },
]

const slowPort = 2222
let lab: Lab
let controller: Controller
let inside: Resident

const inventory = (late?: number) => {
  const at =
    late === undefined
      ? lab.hosts[0]!.ip
      : `${lab.address}, mantl_address: ${lab.hosts[0]!.ip}, ansible_port: ${slowPort}, ansible_ssh_private_key_file: ${lab.keyFile}`
  return controller.write(
    'odd.yml',
    `all:
  vars: { mesos_mode: mixed, mesos_work_dir: /var/lib/mesos, ansible_user: deploy, ansible_become: true }
  hosts: { node-1: { ansible_host: ${at} } }
`,
  )
}

beforeAll(async () => {
  lab = await createLab({ hosts: [{ name: 'h1', disk: 1200 }] })
  controller = await createController(lab)
  inside = resident(lab, controller)
  await lab.hosts[0]!.keepDisk()
}, 300_000)

afterAll(async () => {
  await inside?.close()
  await controller?.close()
  await lab?.close()
})

const slowRoad = (late: number) => {
  const program = join(import.meta.dirname, 'slow-road.ts')
  const argv = [process.execPath, program, String(slowPort), lab.hosts[0]!.ip, String(late)]
  return lab.runInside(argv, { reject: false })
}

const on = (script: string) => lab.hosts[0]!.exec(['sh', '-c', script])

const ended = async (...args: readonly string[]) => {
  const { exitCode, stdout, stderr } = await inside.mantl(...args)
  return { exitCode, said: `${stdout}${stderr}` }
}

const fine = (said: string) => ({ exitCode: 0, said })

it.each(odd.filter(({ usual }) => usual || process.env.MANTL_FAULTS === 'all'))(
  '$name',
  async ({ made, mended, said, late }) => {
    await lab.hosts[0]!.returnToKept()
    await on(made)
    const road = late === undefined ? undefined : slowRoad(late)
    try {
      const file = await inventory(late)
      const first = await ended('provision', file, '--accept-new-host-keys')
      expect(first).toEqual(said ? { exitCode: said[0], said: expect.stringMatching(said[1]) } : fine(first.said))
      if (mended !== undefined) {
        await on(mended)
        const next = await ended('provision', file)
        expect(next).toEqual(fine(next.said))
      }
      const left = await ended('plan', file, '--detailed-exitcode')
      expect(left).toEqual(fine(left.said))
      const closed = await on('find /opt/mantl ! -type l ! -perm -o=r')
      expect(closed.stdout).toBe('')
    } finally {
      road?.kill('SIGKILL')
    }
  },
  600_000,
)
