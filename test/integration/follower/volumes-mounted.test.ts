import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ContainerInfo } from '../../../src/mesos/messages/container.ts'
import type { Volume } from '../../../src/mesos/messages/volume.ts'
import { busyboxImage, writeDockerArchive } from '../../support/images/build.ts'
import { Containers } from './containers.ts'
import { isRoot, until } from './follower-process.ts'

const image = { type: 'DOCKER' as const, docker: { name: 'busybox' } }
const info = (volumes: readonly Volume[], withImage = false): { container: ContainerInfo } => ({
  container: { type: 'MESOS', volumes: [...volumes], ...(withImage ? { mesos: { image } } : {}) },
})
const sandboxPath = (
  container_path: string,
  type: 'SELF' | 'PARENT',
  path: string,
  mode: 'RW' | 'RO' = 'RW',
): Volume => ({
  mode,
  container_path,
  source: { type: 'SANDBOX_PATH', sandbox_path: { type, path } },
})
const hostPath = (container_path: string, path: string, mode: 'RW' | 'RO' = 'RW'): Volume => ({
  mode,
  container_path,
  source: { type: 'HOST_PATH', host_path: { path } },
})
const secret = (container_path: string, value: string): Volume => ({
  mode: 'RO',
  container_path,
  source: { type: 'SECRET', secret: { type: 'VALUE', value: { data: Buffer.from(value).toString('base64') } } },
})

const hidden = 'sEcReT-of-this-test'

describe.skipIf(!isRoot)('volumes, from inside', () => {
  const flags = ['--isolation=filesystem/linux,docker/runtime,volume/secret,posix/cpu', '--image_providers=DOCKER']
  const containers = new Containers(flags)
  const host = join(containers.folder, 'host')
  let count = 0
  let id = ''
  /** An id that no other test has. */
  const next = () => `v${++count}`

  beforeAll(async () => {
    mkdirSync(join(host, 'data/sub'), { recursive: true })
    writeFileSync(join(host, 'data/file'), 'of the host')
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', join(host, 'data/sub')])
    flags.push(`--host_path_volume_force_creation=${host}/made:/nowhere`)
    await containers.open()
  })
  beforeEach(() => void (id = next()))
  afterAll(async () => {
    execFileSync('umount', [join(host, 'data/sub')])
    // Containers of others that began meanwhile have it among their mounts, until its place is gone.
    rmSync(host, { recursive: true })
    await until(() => containers.leaks().length === 0, 'records go').catch(() => {})
    const left = containers.leaks()
    const pins = readdirSync(join(containers.folder, 'run/volumes'))
    containers.close()
    expect(left).toEqual([])
    expect(pins).toEqual([])
  })

  describe.each([false, true])('with an image: %s', withImage => {
    const refused = (volumes: readonly Volume[]) =>
      expect(containers.run(next(), 'true', info(volumes, withImage))).rejects

    it('a folder of the host is there, and can be written', async () => {
      const said = await containers.run(
        id,
        'cat v/file; echo mine >v/new; cat v/new',
        info([hostPath('v', `${host}/data`)], withImage),
      )
      expect(said).toBe('of the hostmine\n')
      expect(readFileSync(join(host, 'data/new'), 'utf8')).toBe('mine\n')
    })

    it('a file of the host is there too', async () => {
      const volume = hostPath('deep/er/f', `${host}/data/file`, 'RO')
      expect(await containers.run(id, 'cat deep/er/f', info([volume], withImage))).toBe('of the host')
    })

    it('read-only is read-only, with what is mounted below', async () => {
      const command =
        'for f in v/x v/sub/x; do touch $f 2>/dev/null && echo wrote $f; done; mount -o remount,rw v 2>/dev/null; cat v/file'
      expect(await containers.run(id, command, info([hostPath('v', `${host}/data`, 'RO')], withImage))).toBe(
        'of the host',
      )
      expect(existsSync(join(host, 'data/x'))).toBe(false)
    })

    it('nothing is made on the host, and nobody leaves the sandbox by name', async () => {
      await refused([hostPath('v', `${host}/missing`)]).toThrow(`the path ${host}/missing does not exist on the host`)
      await refused([hostPath('../v', `${host}/data`)]).toThrow("holds '..'")
      await refused([sandboxPath('/v', 'SELF', '../../x')]).toThrow("holds '..'")
      expect(existsSync(join(host, 'missing'))).toBe(false)
    })

    it('no link in the sandbox leads a mount elsewhere', async () => {
      mkdirSync(containers.directoryOf(id), { recursive: true })
      symlinkSync(host, join(containers.directoryOf(id), 'v'))
      const mounted = containers.run(id, 'true', info([hostPath('v/planted', `${host}/data`)], withImage))
      await expect(mounted).rejects.toThrow('is a link')
      expect(existsSync(join(host, 'planted'))).toBe(false)
    })

    it('a secret is a file of its user, in memory alone', async () => {
      chmodSync(containers.folder, 0o755)
      const volumes = [secret('keys/db', hidden)]
      const command =
        "cat keys/db; stat -c ' %a %u' keys/db; grep -c 'ramfs.*keys/db\\|keys/db.*ramfs' /proc/self/mountinfo"
      const said = await containers.run(id, command, { ...info(volumes, withImage), user: 'nobody' })
      expect(said).toBe(`${hidden} 600 65534\n1\n`)

      const running = next()
      await containers.start(running, 'sleep 1000', info(volumes, withImage))
      const onDisk = spawnSync('grep', [
        '-rl',
        hidden,
        containers.folder,
        '--exclude=stdout',
        '--exclude-dir=*.secrets',
      ])
      expect(String(onDisk.stdout)).toBe('')
      await containers.destroy(running)
    })
  })

  it('a place that does not exist in the image is made there, and on no host', async () => {
    expect(await containers.run(id, 'cat /brand/new/file', info([hostPath('/brand/new', `${host}/data`)], true))).toBe(
      'of the host',
    )
    await expect(containers.run(next(), 'true', info([hostPath('/brand/new', `${host}/data`)]))).rejects.toThrow(
      'the path /brand/new does not exist on the host',
    )
    expect(existsSync('/brand')).toBe(false)
  })

  it('a folder of the sandbox is at another place, and outlives the container', async () => {
    const volume = sandboxPath('/var/lib/mine', 'SELF', 'state')
    await containers.run(id, 'echo kept >/var/lib/mine/f', info([volume], true))
    expect(readFileSync(join(containers.directoryOf(id), 'state/f'), 'utf8')).toBe('kept\n')
  })

  it('what parent and child share is the same, and read-only for who may only read', async () => {
    await containers.start(id, 'sleep 1000')
    const rw = info([sandboxPath('s', 'PARENT', 'shared')])
    const ro = info([sandboxPath('s', 'PARENT', 'shared', 'RO')], true)
    await containers.run(`${id}/a`, 'echo from a >s/f', rw)
    expect(await containers.run(`${id}/b`, 'cat s/f; touch s/g 2>/dev/null && echo wrote; true', ro)).toBe('from a\n')
    expect(readFileSync(join(containers.directoryOf(id), 'shared/f'), 'utf8')).toBe('from a\n')
    await containers.destroy(id)
  })

  it('a persistent volume of the parent is shared as any of its folders', async () => {
    const volume = {
      name: 'disk',
      type: 'SCALAR' as const,
      scalar: { value: 1 },
      reservations: [{ type: 'DYNAMIC' as const, role: 'dev' }],
      disk: { persistence: { id: 'lasting' }, volume: { container_path: 'data', mode: 'RW' as const } },
    }
    const resources = { cpus: 0.1, mem: 64, all: [volume] }
    await containers.start(id, 'echo from the parent >data/f; sleep 1000', { resources })
    const file = join(containers.folder, 'work/volumes/roles/dev/lasting/f')
    await until(() => existsSync(file) && readFileSync(file, 'utf8') !== '', 'the parent has written')
    const child = info([sandboxPath('/mine', 'PARENT', 'data')], true)
    expect(await containers.run(`${id}/a`, 'cat /mine/f; echo and the child >>/mine/f', child)).toBe(
      'from the parent\n',
    )
    expect(readFileSync(file, 'utf8')).toBe('from the parent\nand the child\n')
    await containers.destroy(id)
  })

  it('a parent that plants a link shares nothing of others', async () => {
    await containers.start(id, `ln -s ${host} way; sleep 1000`)
    const way = join(containers.directoryOf(id), 'way')
    await until(() => existsSync(way), 'the link is there')
    const stolen = containers.run(`${id}/a`, 'cat s/file', info([sandboxPath('s', 'PARENT', 'way/data')]))
    await expect(stolen).rejects.toThrow("'way' is a link")
    await containers.destroy(id)
  })

  it('a parent that swaps names as fast as it can shares nothing of others either', async () => {
    const swap = `mkdir s; while :; do mv s t; ln -s ${host} s; rm s; mv t s; done`
    await containers.start(id, swap)
    for (let round = 0; round < 8; round++) {
      const volume = sandboxPath('v', 'PARENT', 's/data')
      const said = await containers
        .run(`${id}/${round}`, 'cat v/file 2>/dev/null; true', info([volume]))
        .catch(() => '')
      expect(said).toBe('')
    }
    expect(readFileSync(join(host, 'data/file'), 'utf8')).toBe('of the host')
    await containers.destroy(id)
  })

  it('a path of the host is made where the operator allows it, and nowhere else', async () => {
    const command = 'echo x >v/f'
    await containers.run(id, command, info([hostPath('v', `${host}/made/a/b`)]))
    expect(readFileSync(join(host, 'made/a/b/f'), 'utf8')).toBe('x\n')
    rmSync(join(host, 'made/way'), { force: true })
    symlinkSync(host, join(host, 'made/way'))
    await expect(containers.run(next(), command, info([hostPath('v', `${host}/made/way/out`)]))).rejects.toThrow(
      'is a link',
    )
    await expect(containers.run(next(), command, info([hostPath('v', `${host}/made-up`)]))).rejects.toThrow(
      'does not exist',
    )
    expect(readdirSync(host).sort()).toEqual(['data', 'made'])
  })

  it('a link in an image leads no mount out of it', async () => {
    const hostile = busyboxImage({ name: 'hostile:latest' }, [
      { name: 'way', type: 'symlink', link: host },
      { name: 'up', type: 'symlink', link: '../../../../../../../../../../..' },
    ])
    writeDockerArchive(join(containers.folder, 'registry'), hostile)
    const mesos = { image: { type: 'DOCKER' as const, docker: { name: 'hostile' } } }
    for (const path of [`/way/planted`, `/up${host}/planted`]) {
      const volumes = [hostPath(path, `${host}/data`)]
      const container = { type: 'MESOS' as const, mesos, volumes }
      // It is mounted inside the image, or the runtime will not.
      const said = await containers.run(next(), `cat ${path}/file`, { container }).catch(() => 'of the host')
      expect(said).toBe('of the host')
      expect(readdirSync(host)).not.toContain('planted')
    }
  })

  it('mounts spread to the host only where that is asked for, and can be', async () => {
    const spreading: Volume = {
      mode: 'RW',
      container_path: 'v',
      source: {
        type: 'HOST_PATH',
        host_path: { path: `${host}/data/sub`, mount_propagation: { mode: 'BIDIRECTIONAL' } },
      },
    }
    execFileSync('mount', ['--make-private', join(host, 'data/sub')])
    await expect(containers.run(id, 'true', info([spreading]))).rejects.toThrow('below no shared mount')
    execFileSync('mount', ['--make-shared', join(host, 'data/sub')])
    const command = 'mkdir -p v/m && mount -t tmpfs tmpfs v/m && touch v/m/seen'
    await containers.run(next(), command, info([hostPath('v', `${host}/data/sub`)]))
    expect(existsSync(join(host, 'data/sub/m/seen'))).toBe(false)
    await containers.run(next(), command, info([spreading]))
    expect(existsSync(join(host, 'data/sub/m/seen'))).toBe(true)
    execFileSync('umount', [join(host, 'data/sub/m')])
  })

  it('an image can be a volume, and what is written there is the container’s alone', async () => {
    const volume: Volume = { mode: 'RW', container_path: 'tools', image }
    const command = 'ls tools/bin/busybox; echo x >tools/new; cat tools/new'
    expect(await containers.run(id, command, info([volume]))).toBe('tools/bin/busybox\nx\n')
    expect(await containers.run(next(), 'test -e tools/new && echo there; true', info([volume]))).toBe('')
  })

  it.each(['adopted', 'forgotten'])('a later follower takes all away of a container that is %s', async how => {
    const volumes = [secret('k', hidden), sandboxPath('/mnt', 'SELF', 'x')]
    await containers.start(id, 'sleep 1000', info(volumes))
    expect(readdirSync(join(containers.folder, 'run/volumes'))).not.toEqual([])
    containers.containerizer.close()
    containers.events = []
    await containers.open()
    if (how === 'adopted') {
      containers.containerizer.adopt(id)
      await containers.event('container-started', id)
      await containers.destroy(id)
    }
    await containers.containerizer.removeOrphans()
    expect(readdirSync(join(containers.folder, 'run/volumes'))).toEqual([])
    expect(containers.leaks().filter(line => line.startsWith('mount') && line.includes('run/volumes'))).toEqual([])
  })

  it('what no isolator here can give is refused by name', async () => {
    const driver: Volume = {
      mode: 'RW',
      container_path: 'v',
      source: { type: 'DOCKER_VOLUME', docker_volume: { name: 'n' } },
    }
    await expect(containers.run(id, 'true', info([driver]))).rejects.toThrow('docker/volume')
  })

  it('a container that another sees has no pins of others', async () => {
    await containers.start(id, 'sleep 1000', info([secret('k', hidden), sandboxPath('/mnt', 'SELF', 'x')]))
    const command = `cat ${containers.folder}/run/volumes/*/* 2>/dev/null; echo end`
    expect(await containers.run(next(), command, { ...info([]), user: 'nobody' })).toBe('end\n')
    await containers.destroy(id)
  })
})

describe.skipIf(!isRoot)('volumes where nothing is mounted', () => {
  const containers = new Containers(['--isolation=volume/sandbox_path,posix/cpu', '--launcher=posix'])
  beforeAll(async () => void (await containers.open()))
  afterAll(async () => {
    await until(() => containers.leaks().length === 0, 'records go').catch(() => {})
    const left = containers.leaks()
    containers.close()
    expect(left).toEqual([])
  })

  it('are links, gone with their container, that follow no other link', async () => {
    await containers.start('p', 'sleep 1000')
    const shared = info([sandboxPath('deep/s', 'PARENT', 'shared')])
    expect(await containers.run('p/a', 'echo x >deep/s/f; readlink deep/s', shared)).toBe(
      `${containers.directoryOf('p')}/shared\n`,
    )
    expect(readFileSync(join(containers.directoryOf('p'), 'shared/f'), 'utf8')).toBe('x\n')
    expect(existsSync(join(containers.directoryOf('p/a'), 'deep/s'))).toBe(false)
    rmSync(join(containers.directoryOf('p'), 'way'), { force: true })
    symlinkSync('/tmp', join(containers.directoryOf('p'), 'way'))
    const stolen = containers.run('p/b', 'true', info([sandboxPath('s', 'PARENT', 'way/x')]))
    await expect(stolen).rejects.toThrow('is a link')
    const host = containers.run('p/c', 'true', info([hostPath('v', '/tmp')]))
    await expect(host).rejects.toThrow('needs the isolator volume/host_path')
    await containers.destroy('p')
  })
})
