import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LaunchOrder } from '../../../src/daemons/follower/effects.ts'
import { detectCgroups } from '../../../src/daemons/follower/linux/cgroup-roots.ts'
import type { LinuxInfo } from '../../../src/mesos/messages/container.ts'
import { Containers } from './containers.ts'
import { isAlive, isRoot, until } from './follower-process.ts'

const old = detectCgroups('/sys/fs/cgroup')?.kind === 'v1'
const device = '/dev/kmsg'
const isolation = [
  ...['filesystem/linux', 'docker/runtime', 'cgroups/cpu', 'cgroups/mem', 'cgroups/pids'],
  ...['linux/capabilities', 'linux/devices', 'linux/seccomp', 'linux/nnp'],
].join(',')
const asking = (linux_info: LinuxInfo, image = false): Partial<LaunchOrder> => ({
  container: {
    type: 'MESOS',
    linux_info,
    ...(image ? { mesos: { image: { type: 'DOCKER', docker: { name: 'busybox' } } } } : {}),
  },
})

describe.runIf(isRoot)('limits and rights of containers in containers, and in images', () => {
  let all: Containers
  beforeAll(async () => {
    const places = new Containers([])
    const profiles = join(places.folder, 'profiles')
    mkdirSync(profiles)
    const syscalls = [{ names: ['mkdir', 'mkdirat'], action: 'SCMP_ACT_ERRNO' }]
    writeFileSync(join(profiles, 'deny.json'), JSON.stringify({ defaultAction: 'SCMP_ACT_ALLOW', syscalls }))
    const flags = [
      `--isolation=${isolation}`,
      '--image_providers=docker',
      `--seccomp_config_dir=${profiles}`,
      `--allowed_devices={"allowed_devices":[{"device":{"path":"${device}"},"access":{"read":true}}]}`,
    ]
    all = await new Containers(flags, places).open()
  })
  afterAll(async () => {
    await until(
      () => all.leaks().length === 0,
      'nothing is left',
      () => all.leaks().join('\n'),
    )
    all.close()
  })

  const file = (controller: string, folder: string, name: string) =>
    readFileSync(join('/sys/fs/cgroup', old ? controller : '', all.cgroup, folder, name), 'utf8').trim()
  const cgroupsOf = (pid: number) => readFileSync(`/proc/${pid}/cgroup`, 'utf8')

  it('a nested container is in its parent’s cgroups, or in its own when it asks', async () => {
    await all.start('outer', 'exec sleep 1000', { resources: { cpus: 1, mem: 128 } })
    const shares = await all.start('outer/shares', 'exec sleep 1000', { resources: { cpus: 0.1, mem: 32 } })
    const own = await all.start('outer/own', 'exec sleep 1000', {
      ...asking({ share_cgroups: false }),
      resources: { cpus: 0.5, mem: 48, limits: { mem: 64 } },
    })
    const place = (name: string) => `/${all.cgroup}/${name}`
    const memory = old ? 'memory.limit_in_bytes' : 'memory.max'
    expect(file('memory', 'outer', memory)).toBe(String(128 * 1024 * 1024))
    expect(file('memory', 'outer/mesos/own', memory)).toBe(String(64 * 1024 * 1024))
    if (old) {
      expect(cgroupsOf(shares)).toContain(`:memory:${place('outer')}\n`)
      expect(cgroupsOf(shares)).toContain(`:freezer:${place('outer/mesos/shares')}\n`)
      expect(cgroupsOf(own)).toContain(`:memory:${place('outer/mesos/own')}\n`)
    } else {
      expect(cgroupsOf(shares)).toContain(`::${place('outer/mesos/shares/leaf')}\n`)
      expect(cgroupsOf(own)).toContain(`::${place('outer/mesos/own/leaf')}\n`)
    }
    await all.destroy('outer/shares')
    expect(isAlive(String(own))).toBe(true)
    await all.destroy('outer')
    expect(isAlive(String(own))).toBe(false)
  })

  it('an image’s programs have the operator’s devices, no more rights and the profile that is named', async () => {
    const said = await all.run(
      'imaged',
      `ls -l ${device}; grep -E 'CapBnd|NoNewPrivs|^Seccomp:' /proc/self/status; mkdir /tmp/made || echo denied`,
      asking({ effective_capabilities: { capabilities: ['CHOWN'] }, seccomp: { profile_name: 'deny.json' } }, true),
    )
    expect(said).toMatch(/^cr--r--r--.* 1, *11 .*\/dev\/kmsg/)
    expect(said).toContain('CapBnd:\t0000000000000001')
    expect(said).toContain('NoNewPrivs:\t1')
    expect(said).toContain('Seccomp:\t2')
    expect(said).toContain('denied')
  })
})
