import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { megabytes } from '../../../src/daemons/follower/containerizer/launch-spec.ts'
import type { LaunchOrder } from '../../../src/daemons/follower/effects.ts'
import type { LinuxInfo } from '../../../src/mesos/messages/container.ts'
import { Containers } from './containers.ts'
import { isRoot, until } from './follower-process.ts'

const isolation = 'filesystem/linux,docker/runtime,namespaces/pid,namespaces/ipc,cgroups/cpu,cgroups/mem'
const imaged: Partial<LaunchOrder> = {
  container: { type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name: 'busybox' } } } },
}
const plain: Partial<LaunchOrder> = {}
const withLinux = (linux_info: LinuxInfo, { container }: Partial<LaunchOrder> = plain): Partial<LaunchOrder> => ({
  container: { ...container, type: 'MESOS', linux_info },
})
const own = (kind: string) => execFileSync('readlink', [`/proc/self/ns/${kind}`], { encoding: 'utf8' }).trim()

describe.runIf(isRoot)('containers with mounts and namespaces of their own, tried from inside', () => {
  let all: Containers
  beforeAll(async () => {
    all = await new Containers([`--isolation=${isolation}`, '--image_providers=docker']).open()
    await all.containerizer.removeOrphans()
  })
  afterAll(async () => {
    const nothingLeft = () => all.leaks().length === 0
    await until(nothingLeft, 'nothing is left', () => all.leaks().join('\n'))
    all.close()
    // What crun does to a /dev that it takes for the container's.
    expect(statSync('/dev/null').uid).toBe(0)
    expect(statSync('/dev/ptmx').isCharacterDevice()).toBe(true)
  })

  describe('processes', () => {
    it.each([
      ['with an image', imaged],
      ['without', plain],
    ])('sees its own alone, %s', async (name, more) => {
      const said = await all.run(`pids-${name.length}`, 'echo $$; ls -d /proc/[0-9]* | wc -l', more)
      const [first, count] = said.trim().split('\n').map(Number)
      expect(first).toBe(1)
      expect(count).toBeLessThanOrEqual(4)
    })
    it("shares the host's when it asks for that", async () => {
      const said = await all.run('pids-shared', 'readlink /proc/self/ns/pid', withLinux({ share_pid_namespace: true }))
      expect(said.trim()).toBe(own('pid'))
    })
    it('ends by a signal that it says nothing of, though it is the first of its namespace', async () => {
      const pid = await all.start('deaf', 'exec sleep 1000', imaged)
      await until(() => readText(`/proc/${pid}/cmdline`).startsWith('sleep'), 'its program has begun')
      const { startTime } = all.find('container-started', 'deaf')!
      await all.containerizer.signal({
        kind: 'signal',
        containerId: 'deaf',
        process: { pid, startTime },
        signal: 'SIGTERM',
      })
      expect((await all.event('container-ended', 'deaf')).record).toEqual({ status: 9, signal: 9 })
      await all.destroy('deaf')
    })
    it('gets a signal that it catches, once', async () => {
      const script = 'trap "echo caught" TERM; echo ready; while :; do sleep 0.05; [ -e stop ] && exit 0; done'
      const pid = await all.start('catches', script, imaged)
      const stdout = () => readFileSync(join(all.directoryOf('catches'), 'stdout'), 'utf8')
      await until(() => stdout().includes('ready'), 'it has set its trap')
      const { startTime } = all.find('container-started', 'catches')!
      const process = { pid, startTime }
      await all.containerizer.signal({ kind: 'signal', containerId: 'catches', process, signal: 'SIGTERM' })
      await until(() => stdout().includes('caught'), 'the signal is there')
      writeFileSync(join(all.directoryOf('catches'), 'stop'), '')
      expect((await all.event('container-ended', 'catches')).record).toEqual({ status: 0, exitCode: 0 })
      expect(stdout()).toBe('ready\ncaught\n')
      await all.destroy('catches')
    })
    it('takes all its processes along, also those that left its session', async () => {
      await all.start('bomb', 'for i in 1 2 3; do (setsid sleep 1000 &); done; exec sleep 1000')
      await all.destroy('bomb')
      const left = () => all.leaks().filter(leak => !leak.startsWith('record bomb.'))
      await until(
        () => left().length === 0,
        'all are gone',
        () => left().join('\n'),
      )
    })
  })

  describe('file systems', () => {
    it("has its image's, with its sandbox in it", async () => {
      const script = 'pwd; echo $MESOS_SANDBOX; echo kept >kept; echo >/of-mine; ls /proc/1/root; ls -a /'
      const said = await all.run('root', script, imaged)
      expect(said).toContain('/mnt/mesos/sandbox\n/mnt/mesos/sandbox\n')
      expect(said).not.toContain('home')
      expect(readFileSync(join(all.directoryOf('root'), 'kept'), 'utf8')).toBe('kept\n')
      expect(existsSync('/of-mine')).toBe(false)
    })
    it("writes neither into the image nor into another's file system", async () => {
      await all.run('writes', 'echo changed >/etc/passwd', imaged)
      expect(await all.run('reads', 'cat /etc/passwd', imaged)).toContain('root:x:0:0')
    })
    it.each([
      ['the kernel by /proc/sys', 'echo 1 >/proc/sys/kernel/panic'],
      ['the kernel by /proc/sysrq-trigger', 'echo h >/proc/sysrq-trigger'],
      ['the kernel by /sys', 'echo 1 >/sys/kernel/uevent_seqnum'],
      ['its cgroups', 'ls /sys/fs/cgroup/memory'],
      ['what is masked', 'grep . /proc/kcore /proc/keys /proc/timer_list'],
    ])('can not touch %s', async (name, script) => {
      const said = await all.run(`touch-${name.length}`, `if ${script} 2>/dev/null; then echo could; fi`, imaged)
      expect(said).toBe('')
    })
    it('has the devices that programs expect, and no others', async () => {
      const said = await all.run('devices', 'ls /dev; echo x >/dev/null; head -c 4 /dev/zero | wc -c', imaged)
      const devices = 'fd full mqueue null ptmx pts random shm stderr stdin stdout tty urandom zero'.split(' ')
      const seen = said.trim().split('\n').slice(0, -1)
      expect(seen.filter(name => !devices.includes(name) && name !== 'core' && name !== 'console')).toEqual([])
      expect(seen).toEqual(expect.arrayContaining(['null', 'zero', 'full', 'random', 'urandom', 'tty', 'ptmx', 'fd']))
      expect(said.trim().split('\n').at(-1)).toBe('4')
    })
    it('leaves no mount on the host while it runs', async () => {
      await all.start('mounts', 'mount -t tmpfs tmpfs /tmp && exec sleep 1000', imaged)
      const here = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
      expect(here.filter(line => line.includes(`${all.folder}/`) && line.includes('provisioner'))).toEqual([])
      await all.destroy('mounts')
    })
    it('runs as another user, with its groups, and nothing of root', async () => {
      const said = await all.run('nobody', 'id -u; grep CapEff /proc/self/status; cat /root/* 2>&1 || true', {
        ...imaged,
        user: 'nobody',
      })
      expect(said).toContain('65534\nCapEff:\t0000000000000000\n')
    })
  })

  describe('secrets', () => {
    it('has nothing of its environment in arguments, nor in files that others can read', async () => {
      const order = all.order('secret', 'exec sleep 1000', imaged)
      const environment = { ...order.environment, TOKEN: 'hidden-away' }
      const pid = await all.start('secret', 'exec sleep 1000', { ...imaged, environment })
      await until(() => readText(`/proc/${pid}/environ`).includes('TOKEN=hidden-away'), 'its program has begun')
      for (const name of readdirSync('/proc').filter(entry => /^\d+$/.test(entry))) {
        expect(readText(`/proc/${name}/cmdline`)).not.toContain('hidden-away')
      }
      const records = join(all.folder, 'run/containers')
      expect(statSync(records).mode & 0o77).toBe(0)
      expect(readFileSync(join(records, 'secret.bundle/config.json'), 'utf8')).toBe('')
      await all.destroy('secret')
    })
  })

  describe('shared memory (containerizer.md 5)', () => {
    const shm = 'df -k /dev/shm 2>/dev/null | tail -1 || true; stat -c %d /dev/shm; readlink /proc/self/ns/ipc'
    const look = async (id: string, more: Partial<LaunchOrder>) => {
      const said = (await all.run(id, shm, more)).trim().split('\n')
      return { device: Number(said.at(-2)), ipc: said.at(-1)!, size: Number(said[0]!.trim().split(/\s+/)[1]) * 1024 }
    }
    const host = statSync('/dev/shm').dev
    it.each([
      ['a', 'nothing asked', plain, { private: true, shm: 'host' }],
      ['b', 'nothing asked, an image', imaged, { private: true, shm: 'own' }],
      ['c', 'PRIVATE', withLinux({ ipc_mode: 'PRIVATE' }), { private: true, shm: 'own' }],
      ['d', 'SHARE_PARENT', withLinux({ ipc_mode: 'SHARE_PARENT' }), { private: false, shm: 'host' }],
      ['e', 'SHARE_PARENT, an image', withLinux({ ipc_mode: 'SHARE_PARENT' }, imaged), { private: false, shm: 'host' }],
    ])('%s: at the top, %s', async (id, _, more, expected) => {
      const { device, ipc } = await look(`shm-${id}`, more)
      expect(ipc !== own('ipc')).toBe(expected.private)
      expect(device === host ? 'host' : 'own').toBe(expected.shm)
    })
    it('is as large as asked', async () => {
      const { size } = await look('shm-size', withLinux({ ipc_mode: 'PRIVATE', shm_size: 7 }))
      expect(size).toBe(megabytes(7))
    })
    it.each([
      ['without PRIVATE', withLinux({ shm_size: 7 })],
      ['with SHARE_PARENT', withLinux({ ipc_mode: 'SHARE_PARENT', shm_size: 7 })],
    ])('a size is refused %s', async (name, more) => {
      const id = `shm-refused-${name.length}`
      await all.containerizer.launch(all.order(id, 'true', more))
      expect((await all.event('launch-failed', id)).message).toContain('shm_size')
    })
    it('of nested ones: their own, or the one of their parent', async () => {
      await all.start('shm-parent', 'exec sleep 1000', withLinux({ ipc_mode: 'PRIVATE', shm_size: 5 }))
      const parent = all.find('container-started', 'shm-parent')!.pid
      const parentIpc = execFileSync('readlink', [`/proc/${parent}/ns/ipc`], { encoding: 'utf8' }).trim()
      const shared = await look('shm-parent/share', withLinux({ ipc_mode: 'SHARE_PARENT' }))
      expect(shared).toMatchObject({ ipc: parentIpc, size: megabytes(5) })
      expect(await look('shm-parent/unset', plain)).toMatchObject({ ipc: parentIpc, device: host })
      expect((await look('shm-parent/image', imaged)).ipc).toBe(parentIpc)
      const separate = await look('shm-parent/own', withLinux({ ipc_mode: 'PRIVATE', shm_size: 3 }))
      expect(separate.size).toBe(megabytes(3))
      expect(separate.ipc).not.toBe(parentIpc)
      await all.destroy('shm-parent')
    })
  })
})

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
