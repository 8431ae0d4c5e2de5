import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLab, type Lab } from '../../hosts/lab.ts'
import { hostFolder } from '../../hosts/lab-record.ts'
import { hostAccounts, hostFiles } from '../provisioning/host-files.ts'
import { type Checkout, copyCheckout } from './checkout.ts'
import { Laptop } from './laptop.ts'
import { comesUp, goesAway, survives } from './story.ts'

/** This folder of a host is a real one of this machine (test/hosts). */
const outside = '/var/lib/ext4'

let lab: Lab
let checkout: Checkout

beforeAll(async () => {
  lab = await createLab({ hosts: [{ name: 'laptop' }] })
  const disk = join(hostFolder(lab.id, 'laptop'), 'ext4')
  checkout = await copyCheckout(join(disk, 'mantl'), `${outside}/mantl`)
  await Promise.all(['root', 'deploy'].map(name => mkdir(join(disk, name))))
  await host().exec(['chown', 'deploy:deploy', `${outside}/deploy`])
})
afterAll(async () => lab?.close())

const host = () => lab.host('laptop')

describe('root', () => {
  let laptop: Laptop
  let before: readonly string[]
  let accounts: string

  beforeAll(async () => {
    const inventory = `${outside}/root.yml`
    await host().exec(['tee', inventory], { input: inventoryText })
    const environment = Object.entries({ ...checkout.env, HOME: '/root' }).map(pair => pair.join('='))
    laptop = new Laptop({
      checkout,
      manager: 'systemd',
      inventory,
      scratch: `${outside}/root`,
      shared: '/etc/systemd/system',
      runtime: '/run/mantl',
      exec: argv => host().exec(['env', '-C', '/root', ...environment, ...argv]),
      files: async () => [
        ...(await hostFiles(host())).filter(path => !isClustersFile(path)),
        ...(await volatileFiles()),
      ],
      processes,
    })
    before = await laptop.place.files()
    accounts = await hostAccounts(host())
  })

  comesUp(() => laptop)

  it('systemd keeps them, and will at the next boot', async () => {
    const { stdout } = await host().exec(['systemctl', 'is-enabled', 'mantl-leader', 'mantl-follower'])
    expect(stdout).toBe('enabled\nenabled\n')
    expect((await laptop.sh('ps -o user= -p "$1"', String(await laptop.pidOf('mantl-leader')))).stdout).toBe('mesos\n')
  })
  it('tasks are in cgroups, and their limits bite', async () => {
    const shown = await laptop.mantl('run', '--', 'cat /proc/self/cgroup')
    expect(shown.stdout).toMatch(/memory:.*\/mesos\/[0-9a-f-]{36}/)
    const greedy = await laptop.mantl('run', '--mem', '32', '--', 'head -c 500000000 /dev/zero | tail')
    expect([greedy.exitCode === 0, greedy.stderr]).toEqual([false, expect.stringMatching(/memory/i)])
  })

  survives(() => laptop)

  it('systemctl restart mantl-follower leaves the task alone', async () => {
    const task = await laptop.startTask('outlives-restart')
    const pid = await laptop.pidOf('mantl-follower')
    await host().exec(['systemctl', 'restart', 'mantl-follower'])
    await laptop.restarted('mantl-follower', pid)
    const run = await task.finish()
    expect([run.exitCode, run.stdout], run.stderr).toEqual([7, 'began\nover\n'])
  })
  it('a reboot brings them back', async () => {
    await host().reboot()
    await laptop.until('the follower is back', async () => {
      const { stdout } = await laptop.mantl('status', '--json')
      return stdout.includes('"active": true')
    })
    expect((await laptop.mantl('run', '--', 'exit 5')).exitCode).toBe(5)
    expect((await laptop.provision()).stdout).toContain('nothing changed')
  })

  goesAway(
    () => laptop,
    () => before,
  )
  it('its user is gone too', async () => {
    expect(await hostAccounts(host())).toBe(accounts)
  })
})

describe('an ordinary user with a user manager', () => {
  const home = '/home/deploy'
  let laptop: Laptop
  let before: readonly string[]

  beforeAll(async () => {
    await host().exec(['loginctl', 'enable-linger', 'deploy'])
    const environment = Object.entries({
      ...checkout.env,
      HOME: home,
      USER: 'deploy',
      XDG_RUNTIME_DIR: '/run/user/1000',
    })
    const become = ['setpriv', '--reuid=deploy', '--regid=deploy', '--init-groups', 'env', '-C', home]
    laptop = new Laptop({
      checkout,
      manager: 'systemd-user',
      inventory: `${checkout.folder}/inventory/laptop.yml`,
      scratch: `${outside}/deploy`,
      shared: `${home}/.config`,
      runtime: `${home}/.local/state/mantl/run`,
      exec: argv => host().exec([...become, ...environment.map(pair => pair.join('=')), ...argv]),
      files: async () => [...(await hostFiles(host())), ...(await volatileFiles())].filter(path => !isCache(path)),
      processes,
    })
    await laptop.until(
      'his manager runs',
      async () => (await laptop.sh('systemctl --user show-environment')).exitCode === 0,
    )
    before = await laptop.place.files()
  })

  comesUp(() => laptop)
  it('the manager is his own', async () => {
    const { stdout } = await laptop.sh(
      'systemctl --user is-active mantl-leader mantl-follower; ps -o user= -p "$1"',
      String(await laptop.pidOf('mantl-follower')),
    )
    expect(stdout).toBe('active\nactive\ndeploy\n')
  })
  survives(() => laptop)
  goesAway(
    () => laptop,
    () => before,
  )
})

const inventoryText = `all:
  hosts:
    localhost:
      ansible_connection: local
      mesos_mode: mixed
`

const processes = async (): Promise<readonly string[]> => {
  const { stdout } = await host().exec(['ps', '-A', '-ww', '-o', 'args='])
  return stdout.split('\n').filter(line => /mantl|mesos/.test(line))
}

/** What of ours could be left in memory alone. */
const volatileFiles = async (): Promise<readonly string[]> => {
  const { stdout } = await host().exec([
    'find',
    '/run',
    '/tmp',
    '/dev/shm',
    '/sys/fs/cgroup',
    '-maxdepth',
    '4',
    '(',
    '-name',
    '*mantl*',
    '-o',
    '-name',
    '*mesos*',
    ')',
  ])
  return stdout.split('\n').filter(path => path !== '')
}

/** The CLI's own: what it built of releases, for any cluster. */
const isCache = (path: string) =>
  path.startsWith('/home/deploy/.cache') || /^\/home\/deploy\/\.local(\/state)?$/.test(path)
/** Root's CLI remembers its clusters there, in a folder that is not the cluster's. */
const isClustersFile = (path: string) => path.startsWith('/root/.local')
