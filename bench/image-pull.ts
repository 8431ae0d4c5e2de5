/**
 * An image from a registry to files that a container can start on, beside `skopeo copy` and `umoci unpack` of the same image from the same registry.
 * Before each measurement both begin with nothing. As root; needs Debian's docker-registry, skopeo, umoci.
 *   BENCH_IMAGE_MB=200   size of the image, uncompressed, in three layers of many small and some large files
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { promisify } from 'node:util'
import { type TestImage, writeOciLayout } from '../test/support/images/build.ts'
import { docker, provisioning } from '../test/support/images/provisioning.ts'
import { debianPackages, startRegistry } from '../test/support/images/registry.ts'
import type { TarEntry } from '../test/support/images/tar-writer.ts'
import { median, report, seconds } from './measure.ts'
import { needPackages } from './packages.ts'

const megabytes = Number(process.env.BENCH_IMAGE_MB ?? 200)
const rounds = 5
const run = promisify(execFile)

/** Half of it compresses to nothing, as programs and texts do in part. */
const layer = (name: string, bytes: number): readonly TarEntry[] => {
  const content = (size: number) => Buffer.concat([randomBytes(size / 2), Buffer.alloc(size / 2, name)])
  const large = Array.from({ length: 8 }, (_, index) => ({
    name: `${name}/large-${index}`,
    content: content(bytes / 16),
  }))
  const count = Math.floor(bytes / 2 / 16_384)
  const small = Array.from({ length: count }, (_, index) => ({
    name: `${name}/${index % 97}/small-${index}`,
    content: content(16_384),
  }))
  const folders = ['', ...Array.from({ length: 97 }, (_, index) => `${index}/`)]
  return [...folders.map(folder => ({ name: `${name}/${folder}`, type: 'folder' as const })), ...large, ...small]
}

needPackages(debianPackages)
const folder = mkdtempSync(join(tmpdir(), 'mantl-bench-images-'))
const registry = await startRegistry()
try {
  const part = (megabytes * 1024 * 1024) / 4
  const image: TestImage = {
    name: 'bench:v1',
    layers: [layer('base', part * 2), layer('middle', part), layer('top', part)],
  }
  writeOciLayout(join(folder, 'made'), image)
  const remote = `docker://${registry.address}/bench:v1`
  await run('skopeo', ['copy', '-q', '--dest-tls-verify=false', `oci:${folder}/made:v1`, remote])

  const theirs: number[] = []
  const ours: number[] = []
  const again: number[] = []
  let stall = 0
  for (let round = 0; round < rounds; round++) {
    const place = join(folder, `round-${round}`)
    theirs.push(
      await seconds(async () => {
        await run('skopeo', ['copy', '-q', '--src-tls-verify=false', remote, `oci:${place}-layout:v1`])
        await run('umoci', ['unpack', '--image', `${place}-layout:v1`, `${place}-bundle`])
      }),
    )
    await run('rm', ['-rf', `${place}-layout`, `${place}-bundle`])
    const own = provisioning('overlay', `http://${registry.address}`)
    const loop = monitorEventLoopDelay({ resolution: 5 })
    loop.enable()
    ours.push(await seconds(() => own.provisioner.provision(docker('bench:v1'), 'first')))
    loop.disable()
    stall = Math.max(stall, loop.max / 1e6)
    again.push(await seconds(() => own.provisioner.provision(docker('bench:v1'), 'second')))
    own.remove()
  }
  const peer = 'skopeo copy + umoci unpack'
  const size = `${megabytes} MB`
  report({ name: `image-pull/${peer}/${size}`, value: median(theirs), unit: 's', n: rounds })
  report({
    ...{ name: `image-pull/ours/${size}`, value: median(ours), unit: 's', n: rounds },
    ...{ peer, ratio: median(ours) / median(theirs) },
  })
  report({
    name: 'image-pull/longest stall of the event loop',
    value: stall,
    unit: 'ms',
    goal: 100,
    n: rounds,
  })
  report({
    name: 'image-pull/a container of an image that is here',
    value: median(again) * 1000,
    unit: 'ms',
    n: rounds,
  })
} finally {
  await registry.stop()
  rmSync(folder, { recursive: true, force: true })
}
