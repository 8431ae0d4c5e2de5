import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseDockerConfig } from '../../../src/daemons/follower/images/registry/credentials.ts'
import { busyboxImage, type TestImage, writeOciLayout } from '../../support/images/build.ts'
import { startFakeRegistry } from '../../support/images/fake-registry.ts'
import { docker, inImage, type Provisioning, provisioning } from '../../support/images/provisioning.ts'
import { type Registry, registryMissing, startRegistry } from '../../support/images/registry.ts'
import { startTokenServer, type TokenServer } from '../../support/images/token-server.ts'
import { isRoot } from './follower-process.ts'

const image: TestImage = busyboxImage({ name: 'team/app:v1', config: { Cmd: ['sh'] } }, [
  { name: 'etc/hello', content: 'hello' },
])
/** Of user:secret. */
const auth = Buffer.from('user:secret').toString('base64')
const bcrypt = '$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a'

const credentials = (config: object) => {
  const read = parseDockerConfig(config)
  if ('problem' in read) throw new Error(read.problem)
  return read
}

describe.skipIf(!isRoot || registryMissing()).each(['open', 'basic', 'token'] as const)('a registry (%s)', kind => {
  let folder: string
  let registry: Registry
  let tokens: TokenServer | undefined
  let own: Provisioning
  let digest: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mantl-registry-test-'))
    if (kind === 'token') tokens = await startTokenServer(folder)
    writeFileSync(join(folder, 'htpasswd'), `user:${bcrypt}\n`)
    const basic = { htpasswd: { realm: 'r', path: join(folder, 'htpasswd') } }
    registry = await startRegistry(kind === 'open' ? undefined : () => tokens?.auth ?? basic)
    digest = writeOciLayout(join(folder, 'layout'), image)
    const login = kind === 'open' ? [] : ['--dest-creds', 'user:secret']
    const to = `docker://${registry.address}/team/app:v1`
    // Not in our own thread, where the tokens are given.
    await promisify(execFile)('skopeo', [
      'copy',
      '-q',
      '--dest-tls-verify=false',
      ...login,
      `oci:${folder}/layout:v1`,
      to,
    ])
    own = provisioning('copy', `http://${registry.address}`, {
      credentials: credentials(kind === 'open' ? {} : { auths: { [registry.address]: { auth } } }),
    })
  })
  afterAll(async () => {
    expect(own.halfMade()).toEqual([])
    expect(own.mounts()).toEqual([])
    await registry.stop()
    tokens?.close()
    own.remove()
    rmSync(folder, { recursive: true })
  })

  it.each([
    ['by its tag', () => 'team/app:v1'],
    ['with its registry', () => `${registry.address}/team/app:v1`],
    ['by its digest', () => `team/app@${digest}`],
  ])('gives an image %s', async (_, name) => {
    const got = await own.provisioner.provision(docker(name()), 'c')
    expect(inImage(got, 'chroot . /bin/cat /etc/hello').toString()).toBe('hello')
    await own.provisioner.release('c')
  })

  it('has no other', async () => {
    await expect(own.provisioner.provision(docker('team/app:v2'), 'c')).rejects.toThrow(
      `the image 'team/app:v2': ${registry.address} has no such image`,
    )
  })

  it.runIf(kind !== 'open')('gives nothing without the right password, unless the image brings it', async () => {
    const storeDir = mkdtempSync(join(folder, 'strange-'))
    const stranger = own.again({ credentials: new Map(), storeDir })
    await expect(stranger.provision(docker('team/app:v1'), 'c')).rejects.toThrow(/wants a user|gives no token/)
    const wrong = { auths: { [registry.address]: { username: 'user', password: 'wrong' } } }
    const mistaken = own.again({ credentials: credentials(wrong), storeDir })
    await expect(mistaken.provision(docker('team/app:v1'), 'c')).rejects.toThrow(/refuses our login/)
    const data = Buffer.from(JSON.stringify({ auths: { [registry.address]: { auth } } })).toString('base64')
    const config = { type: 'VALUE' as const, value: { data } }
    const got = await stranger.provision({ type: 'DOCKER', docker: { name: 'team/app:v1', config } }, 'c')
    expect(got.config).toEqual({ Cmd: ['sh'] })
    await stranger.release('c')
  })
})

describe.skipIf(!isRoot)('the store', () => {
  it('is asked by many at once, and asks once', async () => {
    const registry = await startFakeRegistry(image)
    const own = provisioning('copy', `http://${registry.address}`)
    const ids = Array.from({ length: 5 }, (_, index) => `c${index}`)
    await Promise.all(ids.map(id => own.provisioner.provision(docker('team/app:v1'), id)))
    expect(registry.seen).toHaveLength(new Set(registry.seen).size)
    expect(registry.seen).toHaveLength(4)
    await own.provisioner.provision(docker('team/app:v1'), 'later')
    expect(registry.seen).toHaveLength(4)
    await own.provisioner.provision(docker('team/app:v1', { cached: false }), 'afresh')
    expect(registry.seen.filter(line => line.endsWith('/manifests/v1'))).toHaveLength(2)
    expect(Object.keys(own.metrics.snapshot())).toContain(
      'containerizer/mesos/provisioner/docker_store/image_pull_ms/count',
    )
    await registry.close()
    own.remove()
  })

  it('tries a layer again that was cut, and keeps nothing of one that never comes whole', async () => {
    let cuts = 1
    const registry = await startFakeRegistry(image, ({ url }, response, { digests: { layers }, blobs }) => {
      if (!url?.endsWith(layers[0] ?? '') || cuts-- <= 0) return false
      const whole = blobs.get(layers[0] ?? '')
      response.writeHead(200, { 'content-length': whole?.length ?? 0 })
      response.write(whole?.subarray(0, 100_000), () => response.destroy())
      return true
    })
    const own = provisioning('copy', `http://${registry.address}`)
    const got = await own.provisioner.provision(docker('team/app:v1'), 'c')
    expect(inImage(got, 'cat etc/hello').toString()).toBe('hello')
    await own.provisioner.release('c')
    await own.provisioner.prune([])
    cuts = 100
    await expect(own.provisioner.provision(docker('team/app:v1'), 'c')).rejects.toMatchObject({
      code: 'follower.image',
    })
    expect(own.halfMade()).toEqual([])
    await registry.close()
    own.remove()
  })

  it('removes what nobody uses, and nothing else', async () => {
    const registry = await startFakeRegistry(image)
    const own = provisioning('overlay', `http://${registry.address}`)
    const app = docker('team/app:v1')
    await own.provisioner.provision(app, 'outer')
    await own.provisioner.provision(app, 'outer/inner')
    await own.provisioner.prune([])
    expect(own.layers()).toHaveLength(2)
    await own.provisioner.release('outer/inner')
    await own.provisioner.prune([])
    expect(own.layers()).toHaveLength(2)
    await own.provisioner.release('outer')
    await own.provisioner.prune([app])
    expect(own.layers()).toHaveLength(2)
    await own.provisioner.prune([])
    expect(own.layers()).toEqual([])
    await own.provisioner.provision(app, 'anew')
    expect(own.layers()).toHaveLength(2)
    await registry.close()
    own.remove()
  })

  it('makes nothing for a container that was destroyed while its image came', async () => {
    let answer = () => {}
    const registry = await startFakeRegistry(image, ({ url }, response, { manifest }) => {
      if (!url?.endsWith('/v1')) return false
      answer = () => void response.writeHead(200).end(manifest)
      return true
    })
    const own = provisioning('overlay', `http://${registry.address}`)
    const coming = own.provisioner.provision(docker('team/app:v1'), 'c')
    const failed = expect(coming).rejects.toThrow('destroyed meanwhile')
    await expect.poll(() => registry.seen.length, { timeout: 60_000 }).toBe(1)
    await own.provisioner.release('c')
    answer()
    await failed
    expect(readdirSync(join(own.folder, 'work/provisioner/containers'))).toEqual([])
    await registry.close()
    own.remove()
  })

  it('finds after a crash what was whole, and removes what was not', async () => {
    const registry = await startFakeRegistry(image)
    const own = provisioning('overlay', `http://${registry.address}`)
    await own.provisioner.provision(docker('team/app:v1'), 'living')
    await own.provisioner.provision(docker('team/app:v1'), 'dead')
    await own.provisioner.provision(docker('team/app:v1'), 'living/nested')
    const [agent = ''] = readdirSync(join(own.store, 'staging'))
    mkdirSync(join(own.store, 'staging', agent, 'half/rootfs.overlay'), { recursive: true })
    mkdirSync(join(own.store, 'gc', agent, 'old/rootfs.overlay'), { recursive: true })
    await own.again().prune([])
    expect(own.layers()).toHaveLength(2)
    const after = own.again()
    await after.recover(new Set(['living', 'living/nested']))
    expect(own.halfMade()).toEqual([])
    await after.prune([])
    expect(own.layers()).toHaveLength(2)
    const asked = registry.seen.length
    await after.provision(docker('team/app:v1'), 'new')
    expect(registry.seen).toHaveLength(asked)
    await after.release('new')
    for (const id of ['living/nested', 'living']) await after.release(id)
    await after.prune([])
    expect(own.layers()).toEqual([])
    await registry.close()
    own.remove()
  })

  it('keeps what another follower with the same store uses', async () => {
    const registry = await startFakeRegistry(image)
    const own = provisioning('overlay', `http://${registry.address}`)
    await own.provisioner.provision(docker('team/app:v1'), 'c')
    const other = own.again({ workDir: join(own.folder, 'other') })
    await other.recover(new Set())
    await other.prune([])
    expect(own.layers()).toHaveLength(2)
    await own.provisioner.release('c')
    await other.prune([])
    expect(own.layers()).toEqual([])
    await registry.close()
    own.remove()
  })

  it('pulls layers again that a power cut may have emptied', async () => {
    const registry = await startFakeRegistry(image)
    const own = provisioning('overlay', `http://${registry.address}`)
    await own.provisioner.provision(docker('team/app:v1'), 'c')
    const [layer = ''] = own.layers()
    const mark = join(own.store, 'layers', layer, 'boot')
    await expect.poll(() => existsSync(mark), { timeout: 120_000 }).toBe(false)
    writeFileSync(mark, 'another boot')
    const after = own.again()
    await after.recover(new Set())
    expect(own.layers()).not.toContain(layer)
    await after.provision(docker('team/app:v1'), 'c')
    expect(own.layers()).toContain(layer)
    await registry.close()
    own.remove()
  })

  it('begins anew where its list is damaged', async () => {
    const registry = await startFakeRegistry(image)
    const own = provisioning('overlay', `http://${registry.address}`)
    await own.provisioner.provision(docker('team/app:v1'), 'c')
    writeFileSync(join(own.store, 'storedImages'), '{"images":{"x":')
    const after = own.again()
    await after.recover(new Set())
    const got = await after.provision(docker('team/app:v1'), 'c')
    expect(got.layers).toHaveLength(2)
    await registry.close()
    own.remove()
  })
})
