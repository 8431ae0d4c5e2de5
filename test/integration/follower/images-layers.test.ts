import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseBackend } from '../../../src/daemons/follower/images/backends/choose-backend.ts'
import { jailed } from '../../../src/daemons/follower/images/layers/jail.ts'
import { createLogger } from '../../../src/runtime/logger.ts'
import {
  busyboxImage,
  busyboxLayer,
  type TestImage,
  writeDockerArchive,
  writeOciLayout,
} from '../../support/images/build.ts'
import {
  backendsHere,
  docker,
  inImage,
  type Provisioning,
  provisioning,
  treeOf,
  treeOfFolder,
} from '../../support/images/provisioning.ts'
import type { TarEntry } from '../../support/images/tar-writer.ts'
import { isRoot } from './follower-process.ts'

/** cap_net_raw+ep, as the kernel keeps it: revision 2, and each set in two halves. */
const capability = Buffer.from([1, 0, 0, 2, 0, 0x20, 0, 0, ...Array(12).fill(0)]).toString('latin1')
const long = `${'long-'.repeat(25)}/${'name-'.repeat(25)}`

const odd: readonly TarEntry[] = [
  { name: 'odd/', type: 'folder', mode: 0o750, uid: 12, gid: 34 },
  { name: 'odd/su', mode: 0o4755, content: 'setuid' },
  { name: 'odd/hard', type: 'hardlink', link: 'odd/su' },
  { name: 'odd/soft', type: 'symlink', link: '../../etc/shadow', uid: 99 },
  { name: 'odd/ping', mode: 0o755, content: 'ping', pax: { 'SCHILY.xattr.security.capability': capability } },
  { name: 'odd/marked', content: 'x', pax: { 'SCHILY.xattr.user.mark': 'ü' } },
  { name: 'odd/disk', type: 'block', device: [7, 200], mode: 0o660, gid: 6 },
  { name: 'odd/pipe', type: 'fifo', mode: 0o600 },
  { name: 'odd/no-mode', mode: 0, content: 'secret' },
  { name: 'odd/n\u00e9w\nline', content: 'name' },
  { name: long, content: 'deep' },
  { name: 'gone', content: 'x' },
  { name: 'cleared/', type: 'folder', mode: 0o700 },
  { name: 'cleared/old', content: 'x' },
  { name: 'again/', type: 'folder' },
  { name: 'again/old', content: 'x' },
  { name: 'to-file/', type: 'folder' },
  { name: 'to-file/old', content: 'x' },
  { name: 'to-folder', content: 'x' },
  { name: 'link-to-folder', type: 'symlink', link: '/etc' },
  { name: 'replaced', content: 'old', mode: 0o600 },
]
const above: readonly TarEntry[] = [
  { name: '.wh.gone' },
  { name: 'cleared/', type: 'folder', mode: 0o710 },
  { name: 'cleared/.wh..wh..opq' },
  { name: 'cleared/new', content: 'y' },
  { name: '.wh.again' },
  { name: 'again/', type: 'folder' },
  { name: 'again/new', content: 'y' },
  { name: 'to-file', content: 'y' },
  { name: 'to-folder/', type: 'folder' },
  { name: 'to-folder/new', content: 'y' },
  { name: 'link-to-folder/', type: 'folder' },
  { name: 'link-to-folder/passwd', content: 'y' },
  { name: 'replaced', content: 'new', mode: 0o644 },
]
const everything = busyboxImage({ name: 'everything:v1', layers: [busyboxLayer(), odd, above] })

const backends = await backendsHere()

describe.runIf(isRoot).each(backends)('file systems of the %s backend', backend => {
  let images: string
  let own: Provisioning

  beforeAll(() => {
    images = mkdtempSync(join(tmpdir(), 'mantl-images-'))
    own = provisioning(backend, images, { largestLayer: 10_000_000 })
  })
  afterAll(() => {
    expect(own.halfMade()).toEqual([])
    expect(own.mounts()).toEqual([])
    own.remove()
    rmSync(images, { recursive: true })
  })

  it('are what umoci makes of the same image', async () => {
    const layout = join(images, 'everything')
    for (const old of [layout, join(images, 'bundle')]) rmSync(old, { recursive: true, force: true })
    writeOciLayout(layout, everything)
    execFileSync('umoci', ['unpack', '--image', `${layout}:v1`, join(images, 'bundle')], { stdio: 'ignore' })
    const image = await own.provisioner.provision(docker('everything:v1'), 'all')
    expect(treeOf(image)).toEqual(treeOfFolder(join(images, 'bundle/rootfs')))
    await own.provisioner.release('all')
    expect(existsSync(image.rootfs)).toBe(false)
  })

  const kinds: readonly (readonly [string, string, (image: TestImage) => void])[] = [
    ['an archive of docker save', 'saved', image => writeDockerArchive(images, image)],
    ['a layout compressed by zstd', 'zstd', image => writeOciLayout(join(images, image.name), image, 'zstd')],
    ['a layout that is not compressed', 'plain', image => writeOciLayout(join(images, image.name), image, 'none')],
    [
      'an archive of a layout',
      'archived',
      image => {
        const folder = mkdtempSync(join(images, 'layout-'))
        writeOciLayout(folder, image)
        execFileSync('tar', ['-cf', join(images, 'archived.tar'), '.'], { cwd: folder })
      },
    ],
  ]
  it.each(kinds)('come from %s', async (_, name, write) => {
    write({ ...everything, name: `${name}:v1`, config: { Cmd: [name], WorkingDir: '/odd' } })
    const image = await own.provisioner.provision(docker(`${name}:v1`), 'c')
    expect(image.config).toEqual({ Cmd: [name], WorkingDir: '/odd' })
    expect(inImage(image, 'cat cleared/new replaced; ls again; chroot . /bin/echo runs').toString()).toBe(
      'ynewnew\nruns\n',
    )
    await own.provisioner.release('c')
  })

  it('have sparse files', async () => {
    const folder = mkdtempSync(join(images, 'sparse-'))
    execFileSync(
      'sh',
      [
        '-c',
        'mkdir d; cd d; truncate -s 1M s; printf end >>s; printf x | dd of=s bs=1 seek=500000 conv=notrunc 2>/dev/null',
      ],
      {
        cwd: folder,
      },
    )
    for (const format of ['gnu', 'pax']) {
      const layer = execFileSync('tar', ['-S', `--format=${format}`, '-cf', '-', 'd'], { cwd: folder })
      writeDockerArchive(images, { name: `sparse:${format}`, layers: [layer] })
      const image = await own.provisioner.provision(docker(`sparse:${format}`), 's')
      expect(inImage(image, 'cat d/s').equals(readFileSync(join(folder, 'd/s')))).toBe(true)
    }
    await own.provisioner.release('s')
  })

  describe('of hostile layers', () => {
    const outside = () => join(images, 'outside')
    const hostile: readonly (readonly [string, (place: string) => readonly (readonly TarEntry[])[]])[] = [
      [
        'a file through a link',
        place => [
          [
            { name: 'l', type: 'symlink', link: place },
            { name: 'l/file', content: 'bad' },
          ],
        ],
      ],
      [
        'a file through a link with ..',
        place => [
          [
            { name: 'l', type: 'symlink', link: `${'../'.repeat(20)}${place}` },
            { name: 'l/file', content: 'bad' },
          ],
        ],
      ],
      [
        'a file over a link',
        place => [
          [
            { name: 'l', type: 'symlink', link: `${place}/file` },
            { name: 'l', content: 'bad' },
          ],
        ],
      ],
      [
        'a file over a link of a layer below',
        place => [[{ name: 'l', type: 'symlink', link: place }], [{ name: 'l/file', content: 'bad' }]],
      ],
      [
        'a hard link through a link',
        place => [
          [
            { name: 'l', type: 'symlink', link: place },
            { name: 'h', type: 'hardlink', link: 'l/file' },
            { name: 'h', content: 'bad' },
          ],
        ],
      ],
      [
        'a hard link to a link',
        place => [
          [
            { name: 'l', type: 'symlink', link: `${place}/file` },
            { name: 'h', type: 'hardlink', link: 'l' },
            { name: 'h', content: 'bad' },
          ],
        ],
      ],
      [
        'a mode through a link',
        place => [
          [
            { name: 'l', type: 'symlink', link: place },
            { name: 'l/', type: 'folder', mode: 0o777 },
          ],
        ],
      ],
      [
        'a whiteout through a link',
        place => [[{ name: 'l', type: 'symlink', link: place }], [{ name: 'l/.wh.file' }, { name: 'l/.wh..wh..opq' }]],
      ],
      ['a name that leads out', place => [[{ name: `../../../../../../../..${place}/file`, content: 'bad' }]]],
      ['an absolute name', place => [[{ name: `${place}/file`, content: 'bad' }]]],
      [
        'a redirect of overlayfs',
        place => [[{ name: 'd/', type: 'folder', pax: { 'SCHILY.xattr.trusted.overlay.redirect': place } }]],
      ],
    ]

    it.each(hostile)('%s reaches nothing outside', async (what, layersFor) => {
      mkdirSync(outside(), { recursive: true, mode: 0o700 })
      writeFileSync(join(outside(), 'file'), 'good')
      const before = treeOfFolder(outside())
      const name = `hostile${hostile.findIndex(([one]) => one === what)}`
      writeDockerArchive(images, { name: `${name}:latest`, layers: layersFor(outside()) })
      const got = await own.provisioner.provision(docker(name), 'bad').catch(error => error as Error)
      if (!(got instanceof Error)) inImage(got, 'find . >/dev/null')
      else expect(got).toMatchObject({ code: 'follower.image' })
      await own.provisioner.release('bad')
      expect(treeOfFolder(outside())).toEqual(before)
    })
  })

  it.each([
    ['larger than allowed', [{ name: 'big', content: Buffer.alloc(12_000_000) }], /over 10000000 bytes/],
    ['no archive', Buffer.from('x'.repeat(2000)), /no tar archive/],
    ['compressed by something else', Buffer.from('BZh91AY&SY'), /bzip2/],
  ] as const)('are refused of a layer that is %s, and nothing stays', async (what, layer, why) => {
    const name = what.replaceAll(' ', '-')
    writeDockerArchive(images, { name: `${name}:latest`, layers: [layer] })
    const before = own.layers()
    await expect(own.provisioner.provision(docker(name), 'x')).rejects.toThrow(why)
    expect(own.layers()).toEqual(before)
    expect(own.halfMade()).toEqual([])
  })
})

it.runIf(isRoot)('the jail lets a program write into its folder alone, and see no more than the system', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-jail-'))
  const [place, target, source] = ['place', 'target', 'source'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ]
  for (const made of [place, target, source]) mkdirSync(made)
  const script =
    'touch /usr/bad /bin/bad /lib/bad /source/bad; mkdir -p /etc; echo bad >/etc/bad; touch /target/good; ls -d /root /home /proc/1'
  const [program = '', ...args] = jailed({ place, target, source, args: ['/bin/sh', '-c', script] })
  const { stdout } = spawnSync(program, args, { encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(readdirSync(target)).toEqual(['good'])
  expect(readdirSync(source)).toEqual([])
  expect(readdirSync(place)).toEqual([])
  expect(['/usr/bad', '/bin/bad', '/lib/bad', '/etc/bad'].filter(path => existsSync(path))).toEqual([])
  rmSync(folder, { recursive: true })
})

describe.runIf(isRoot)('the backend', () => {
  const log = createLogger('test', 'ERROR', { quiet: true })

  it.runIf(backends.includes('overlay'))(
    'is overlay where it can be mounted, and copy where the work folder is on an overlay',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'mantl-backend-'))
      expect(await chooseBackend(undefined, { store: join(folder, 's'), workDir: join(folder, 'w') }, log)).toBe(
        'overlay',
      )
      const [l, u, w, m] = ['l', 'u', 'work', 'm'].map(name => join(folder, name))
      for (const made of [l, u, w, m]) mkdirSync(made as string)
      execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', `lowerdir=${l},upperdir=${u},workdir=${w}`, m as string])
      try {
        const places = { store: join(m as string, 's'), workDir: join(m as string, 'w') }
        expect(await chooseBackend(undefined, places, log)).toBe('copy')
        await expect(chooseBackend('overlay', places, log)).rejects.toThrow("can't be mounted here")
      } finally {
        execFileSync('umount', [m as string])
        rmSync(folder, { recursive: true })
      }
    },
  )
})
