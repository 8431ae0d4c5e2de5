import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createGate } from '../../src/runtime/gate.ts'
import { report, seconds } from '../measure.ts'

/** What nobody can go below: so many processes of Node's own. */
export const floorOfForks = async (count: number): Promise<void> => {
  let children: ChildProcess[] = []
  const launch = await seconds(async () => {
    children = await Promise.all(
      Array.from({ length: count }, async () => {
        const child = spawn('/bin/sh', ['-c', 'exec sleep 1000'], { stdio: 'ignore', detached: true })
        await once(child, 'spawn')
        return child
      }),
    )
  })
  const destroy = await seconds(async () => {
    const gone = children.map(child => once(child, 'exit'))
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(gone)
  })
  tell('plain fork', count, launch, destroy)
}

/** So many containers of the OCI runtime alone, on a root file system that is there already. `rootfs`: with a shell in it. */
export const floorOfCrun = async (count: number, folder: string, rootfs: string): Promise<void> => {
  const bundle = join(folder, 'bundle')
  mkdirSync(bundle, { recursive: true })
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config(rootfs)))
  const state = join(folder, 'crun')
  const ids = Array.from({ length: count }, (_, index) => `floor-${process.pid}-${index}`)
  const crun = (...args: readonly string[]) =>
    run('unshare', ['--mount', '--propagation=slave', 'sh', '-c', script, 'crun', state, ...args])
  const all = (work: (id: string) => Promise<void>) => {
    const gate = createGate(mostAtOnce)
    return Promise.all(ids.map(id => gate(new AbortController().signal, () => work(id))))
  }
  try {
    const launch = await seconds(() => all(id => crun('run', '--detach', '--bundle', bundle, id)))
    const destroy = await seconds(() => all(id => crun('delete', '--force', id)))
    tell('crun alone', count, launch, destroy)
  } catch (error) {
    await all(id => crun('delete', '--force', id).catch(() => {}))
    throw error
  }
}

/** As many as one waits for at a time: more only wait for processors. */
const mostAtOnce = 8

/** Where cgroups of both kinds are mounted crun refuses, unless it does not see the new kind. */
const script =
  'umount /sys/fs/cgroup/unified 2>/dev/null; state=$1; shift; exec crun --cgroup-manager=disabled --root "$state" "$@"'

const config = (rootfs: string) => ({
  ociVersion: '1.0.2',
  root: { path: rootfs },
  process: { args: ['/bin/sh', '-c', 'exec sleep 1000'], cwd: '/', env: ['PATH=/bin'], user: { uid: 0, gid: 0 } },
  mounts: [
    { destination: '/proc', type: 'proc', source: 'proc' },
    // Of its own: in the one that all share they would make the same links at once.
    { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
  ],
  linux: { namespaces: [{ type: 'mount' }, { type: 'pid' }] },
})

const run = async (program: string, args: readonly string[]): Promise<void> => {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', text => (said += text))
  // Not its pipe's end: a container that it leaves behind holds that.
  const [code] = await once(child, 'exit')
  child.stderr.destroy()
  if (code !== 0) throw new Error(`${args.join(' ')}: ${said}`)
}

const tell = (name: string, count: number, launch: number, destroy: number): void => {
  report({ name: `containers/${name}/${count}, launch`, value: launch, unit: 's', n: 1 })
  report({ name: `containers/${name}/${count}, destroy`, value: destroy, unit: 's', n: 1 })
}
