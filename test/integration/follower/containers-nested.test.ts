import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LaunchOrder } from '../../../src/daemons/follower/effects.ts'
import { Containers } from './containers.ts'
import { isRoot, until } from './follower-process.ts'

const imaged: Partial<LaunchOrder> = {
  container: { type: 'MESOS', mesos: { image: { type: 'DOCKER', docker: { name: 'busybox' } } } },
}
const namespace = (pid: number, kind: string) => String(statSync(`/proc/${pid}/ns/${kind}`).ino)

const kinds = [
  {
    name: 'by crun',
    flags: [
      '--isolation=filesystem/linux,docker/runtime,namespaces/pid,namespaces/ipc,linux/capabilities,linux/nnp,cgroups/mem',
      '--image_providers=docker',
      '--effective_capabilities={"capabilities":["CHOWN","KILL","SETUID","SETGID","NET_RAW"]}',
    ],
    parent: imaged,
  },
  { name: 'by a shell', flags: ['--isolation=cgroups/cpu,cgroups/mem'], parent: {} },
]

describe.runIf(isRoot).each(kinds)('containers within containers, started $name', ({ name, flags, parent }) => {
  let all: Containers
  const byCrun = name === 'by crun'
  beforeAll(async () => {
    all = await new Containers(flags).open()
    await all.containerizer.removeOrphans()
    await all.start('top', 'echo mine >of-top; exec sleep 1000', parent)
  })
  afterAll(async () => {
    await all.destroy('top')
    const nothingLeft = () => all.leaks().length === 0
    await until(nothingLeft, 'nothing is left', () => all.leaks().join('\n'))
    all.close()
  })
  const debug = (id: string): Partial<LaunchOrder> => ({
    kind: 'debug',
    directory: all.directoryOf(id.slice(0, id.lastIndexOf('/'))),
  })
  const said = (id: string) => readFileSync(join(all.directoryOf(id), 'stdout'), 'utf8')

  it('a nested one has a sandbox in its parent and a cgroup in its', async () => {
    const pid = await all.start('top/in', 'echo here; exec sleep 1000')
    await until(() => said('top/in') === 'here\n', 'it speaks')
    const cgroups = readFileSync(`/proc/${pid}/cgroup`, 'utf8')
    expect(cgroups).toContain(`${all.cgroup}/top/mesos/in\n`)
    expect(cgroups).toMatch(new RegExp(`memory:/${all.cgroup}/top\n`))
    const top = all.find('container-started', 'top')!.pid
    expect(namespace(pid, 'pid') === namespace(top, 'pid')).toBe(!byCrun)
    await all.destroy('top/in')
  })

  it('a debug container is where its parent is, with no more rights', async () => {
    const script =
      'cat of-top; stat -L -c %i /proc/self/ns/pid /proc/self/ns/mnt /proc/self/ns/ipc; grep -E "Cap|NoNew" /proc/self/status'
    await all.containerizer.launch(all.order('top/look', script, debug('top/look')))
    const { record } = await all.event('container-ended', 'top/look')
    expect(record?.exitCode, readFileSync(join(all.directoryOf('top'), 'stderr'), 'utf8')).toBe(0)
    const top = all.find('container-started', 'top')!.pid
    const rights = readFileSync(`/proc/${top}/status`, 'utf8')
      .split('\n')
      .filter(line => /^(Cap|NoNew)/.test(line))
    const lines = said('top').trim().split('\n')
    expect(lines.slice(0, 4)).toEqual(['mine', ...['pid', 'mnt', 'ipc'].map(kind => namespace(top, kind))])
    expect(lines.slice(4)).toEqual(rights)
    await all.destroy('top/look')
  })

  it('tells how a debug container ended, however short it was', async () => {
    for (const [id, script, expected] of [
      ['top/d0', 'true', { status: 0, exitCode: 0 }],
      ['top/d7', 'exit 7', { status: 1792, exitCode: 7 }],
      ['top/d9', 'kill -9 $$', { status: 9, signal: 9 }],
    ] as const) {
      await all.containerizer.launch(all.order(id, script, debug(id)))
      expect((await all.event('container-ended', id)).record).toEqual(expected)
      await all.destroy(id)
    }
  })

  it('a parent takes all within along, the innermost first', async () => {
    await all.start('family', 'exec sleep 1000', parent)
    await all.start('family/child', 'exec sleep 1000')
    await all.start('family/child/grandchild', 'exec sleep 1000')
    await all.start('family/child/debug', 'exec sleep 1000', debug('family/child/debug'))
    await all.destroy('family')
    const order = all.events.flatMap(event =>
      event.kind === 'container-destroyed' && event.containerId.startsWith('family') ? [event.containerId] : [],
    )
    expect(order.slice(0, 2).toSorted()).toEqual(['family/child/debug', 'family/child/grandchild'])
    expect(order.slice(2)).toEqual(['family/child', 'family'])
  })

  it('is refused where the parent does not run', async () => {
    await all.containerizer.launch(all.order('nobody/in', 'true'))
    expect((await all.event('launch-failed', 'nobody/in')).message).toContain("'nobody' does not run")
  })

  it('follows no link that a parent puts where the sandbox would be', async () => {
    await all.start('hostile', 'exec sleep 1000', parent)
    const outside = join(all.folder, 'outside')
    mkdirSync(outside)
    symlinkSync(outside, join(all.directoryOf('hostile'), 'containers'))
    await all.containerizer.launch(all.order('hostile/in', 'true'))
    expect((await all.event('launch-failed', 'hostile/in')).message).toContain('is a link')
    expect(existsSync(join(outside, 'in'))).toBe(false)
    await all.destroy('hostile')
  })

  it('are found again by a follower that comes back, and can be joined', async () => {
    await all.start('kept', 'exec sleep 1000', parent)
    await all.start('kept/in', 'exec sleep 1000')
    await all.start('lost', 'exec sleep 1000', parent)
    all.containerizer.close()
    all.events = []
    await all.open()
    for (const id of ['top', 'kept', 'kept/in']) all.containerizer.adopt(id)
    await all.containerizer.removeOrphans()
    // The shims of the first one are still this process' children: it hears of the orphan, too.
    const told = all.events.filter(event => 'containerId' in event && event.containerId !== 'lost')
    expect(told.map(({ kind }) => kind)).toEqual(['container-started', 'container-started', 'container-started'])
    expect(all.containerizer.container('kept/in')).toMatchObject({
      kind: 'nested',
      directory: all.directoryOf('kept/in'),
      parent: { id: 'kept', kind: 'executor' },
    })
    await until(
      () => all.leaks().every(leak => !leak.includes('lost')),
      'the orphan is gone',
      () => all.leaks().join('\n'),
    )
    await all.containerizer.launch(all.order('kept/in/look', 'exit 3', debug('kept/in/look')))
    expect((await all.event('container-ended', 'kept/in/look')).record?.exitCode).toBe(3)
    await all.destroy('kept')
  })
})
