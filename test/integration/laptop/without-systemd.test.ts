import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kill } from '../../hosts/processes.ts'
import { jsonResult } from '../../support/json-result.ts'
import { freePort } from '../../support/ports.ts'
import { makeUser, type TemporaryUser } from '../../support/temporary-user.ts'
import { copyCheckout } from './checkout.ts'
import { speaksJson } from './json-story.ts'
import { Laptop, type Run } from './laptop.ts'
import { comesUp, goesAway, survives } from './story.ts'

const name = 'mantl-laptop'
const home = `/home/${name}`
const reason =
  process.getuid?.() !== 0
    ? ' (skipped: making a user needs root)'
    : existsSync('/run/systemd/system')
      ? ' (skipped: systemd runs here)'
      : ''

describe.skipIf(reason !== '')(`an ordinary user on a machine without systemd${reason}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-laptop-'))
  let user: TemporaryUser
  let laptop: Laptop
  let before: readonly string[]

  beforeAll(async () => {
    chmodSync(folder, 0o755)
    user = makeUser(name)
    laptop = new Laptop(await placeFor(folder))
    before = await laptop.place.files()
  })
  afterAll(async () => {
    await endProcesses()
    user.remove()
    rmSync(folder, { recursive: true, force: true })
  })

  comesUp(() => laptop)
  survives(() => laptop)

  it('kill -9 of a supervisor: its daemon and the task go on, and the next provision mends it', async () => {
    const task = await laptop.startTask('outlives-supervisor')
    const { runtime } = laptop.place
    const file = `${runtime}/mantl-follower/supervisor.pid`
    await laptop.sh('kill -9 $(cat "$1")', file)
    // a zombie still counts: this machine's process 1 may take its time to bury it
    await laptop.until('it is gone', async () => (await laptop.sh('kill -0 $(cat "$1")', file)).exitCode !== 0)
    expect((await laptop.status()).followers.map(({ active }) => active)).toEqual([true])
    const mended = await laptop.provision('--json')
    expect(jsonResult('provision', mended)).toMatchObject({ hosts: [{ result: 'done', applied: 2 }] })
    const run = await task.finish()
    expect([run.exitCode, run.stdout], run.stderr).toEqual([7, 'began\nover\n'])
    const pid = await laptop.pidOf('mantl-follower')
    await laptop.sh('kill -9 "$1"', String(pid))
    await laptop.restarted('mantl-follower', pid)
  })

  speaksJson(() => laptop)
  goesAway(
    () => laptop,
    () => before,
  )
})

/** His folders are not the usual ones: what XDG_* names is heeded. */
const placeFor = async (folder: string) => {
  const checkout = await copyCheckout(join(folder, 'checkout'))
  const scratch = join(folder, 'scratch')
  const inventory = join(folder, 'laptop.yml')
  const { stdout } = await execa('id', ['-u', name])
  mkdirSync(scratch)
  chownSync(scratch, Number(stdout), -1)
  writeFileSync(inventory, inventoryText(await freePort(), await freePort()))
  const xdg = { CONFIG: 'settings', DATA: 'data', STATE: 'state', CACHE: 'cache' }
  const folders = Object.entries(xdg).map(([kind, path]) => [`XDG_${kind}_HOME`, `${home}/${path}`])
  const env = { ...checkout.env, ...Object.fromEntries(folders), HOME: home, USER: name, LC_ALL: 'C.UTF-8' }
  const exec = (argv: readonly string[]) => asUser(argv, env)
  return {
    checkout,
    manager: 'supervisor',
    inventory,
    scratch,
    shared: `${home}/settings`,
    runtime: `${home}/state/mantl/run`,
    exec,
    files: async () => {
      const { stdout } = await exec(['find', home, '/tmp', '/var/tmp', '/dev/shm', '-user', name])
      return stdout.split('\n').filter(path => path !== '' && !path.startsWith(folder) && !isCache(path))
    },
    processes: async () => (await processesOfUser('args')).filter(line => line !== ''),
  } as const
}

/** The CLI's own: what it built of releases, for any cluster. */
const isCache = (path: string) => path.startsWith(`${home}/cache`) || path === `${home}/state`

const inventoryText = (leader: number, follower: number) => `all:
  hosts:
    localhost:
      ansible_connection: local
      mesos_mode: mixed
      mesos_isolation: posix/cpu,posix/mem
      mesos_leader_port: ${leader}
      mesos_follower_port: ${follower}
`

const asUser = async (argv: readonly string[], env: Readonly<Record<string, string>>): Promise<Run> => {
  const become = ['setpriv', `--reuid=${name}`, `--regid=${name}`, '--init-groups', '--']
  const settings = {
    env,
    extendEnv: false,
    cwd: home,
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
  } as const
  const { exitCode, stdout, stderr } = await execa(become[0]!, [...become.slice(1), ...argv], settings)
  return { exitCode: exitCode ?? 255, stdout, stderr }
}

/** Whatever a failed test left, supervisors first lest they start others. */
const endProcesses = async (): Promise<void> => {
  for (;;) {
    const pids = (await processesOfUser('pid')).map(Number).filter(Boolean)
    if (pids.length === 0) return
    for (const pid of pids) kill(pid)
  }
}

const processesOfUser = async (column: 'pid' | 'args'): Promise<readonly string[]> => {
  const { stdout } = await execa('ps', ['-u', name, '-ww', '-o', `${column}=`, '--sort=pid'], { reject: false })
  return stdout.split('\n')
}
