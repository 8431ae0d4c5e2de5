import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLab, type Lab } from '../../hosts/lab.ts'
import { jsonResult } from '../../support/json-result.ts'
import { type Controller, clusterInventory, createController } from './controller.ts'
import { holdUnit, letUnitsGo } from './held-unit.ts'
import { hostAccounts, hostFiles } from './host-files.ts'
import { startOverOnSecondTry } from './second-try.ts'
import { difference, firstOutput, watchArgv } from './watching.ts'
import { wholeStatus } from './whole-status.ts'

let lab: Lab
let controller: Controller
let inventory: string
const before = new Map<string, { files: readonly string[]; accounts: string }>()

const provision = (...args: readonly string[]) => controller.mantl('provision', inventory, ...args)

const settled = () => wholeStatus(controller, 3, 2)

beforeAll(async () => {
  const hosts = Array.from({ length: 5 }, (_, index) => ({ name: `h${index + 1}` }))
  lab = await createLab({ hosts, layer: 'zookeeper-cached' })
  controller = await createController(lab)
  inventory = await controller.write('cluster.yml', clusterInventory(lab))
  for (const host of lab.hosts)
    before.set(host.name, { files: await hostFiles(host), accounts: await hostAccounts(host) })
})

afterAll(async () => {
  await controller?.close()
  await lab?.close()
})

describe('five bare hosts', () => {
  it('plan shows the work and changes nothing', async () => {
    const plan = await controller.mantl('plan', inventory, '--detailed-exitcode')
    expect([plan.exitCode, plan.stderr]).toEqual([2, expect.not.stringContaining('error')])
    expect(plan.stdout).toMatch(/^node-1, node-2, node-3 {2}\d+ changes each$/m)
    expect(plan.stdout).toMatch(/^node-4, node-5 {2}\d+ changes each$/m)
    expect((await controller.mantl('plan', inventory)).exitCode).toBe(0)
    expect(await hostFiles(lab.host('h1'))).toEqual(before.get('h1')!.files)
  })

  it('one that cannot be reached keeps none of the others; the next run completes it', async ({ task }) => {
    if (task.result?.retryCount) await controller.mantl('destroy', inventory, '--yes')
    await lab.host('h5').partition()
    const run = await provision()
    await lab.host('h5').heal()
    expect([run.exitCode, run.stderr]).toEqual([5, expect.stringMatching(/error: node-5/)])
    expect(run.stdout).toMatch(/node-4 +\d+ +done/)
    expect(run.stdout).toMatch(/node-5 +0 +unreachable/)
    const next = await provision('--json')
    expect([next.exitCode, next.stderr]).toEqual([0, ''])
    const { hosts } = JSON.parse(next.stdout) as { hosts: { host: string; applied: number; result: string }[] }
    expect(hosts.map(({ applied, result }) => [applied > 0, result])).toEqual([
      ...Array.from({ length: 4 }, () => [false, 'done']),
      [true, 'done'],
    ])
  })
})

describe('five hosts', () => {
  startOverOnSecondTry(() => ({ lab, controller, inventory }))

  it('a plan made then is empty', async () => {
    const plan = await controller.mantl('plan', inventory, '--detailed-exitcode')
    expect([plan.exitCode, plan.stdout]).toEqual([0, expect.stringContaining('nothing to change')])
  })

  it('one leads, two stand by, two follow, and a task runs', async () => {
    const { leaders, followers } = await settled()
    expect(leaders.map(({ role }) => role).sort()).toEqual(['leading', 'standby', 'standby'])
    expect(followers.map(({ active }) => active)).toEqual([true, true])
    const run = await controller.mantl('run', '--name', 'hello', '--', 'echo hello from $(hostname); env')
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringMatching(/hello from h[45]/)])
    expect(run.stdout).not.toContain('LD_LIBRARY_PATH')
  })

  it('--limit leaves the others alone', async () => {
    await controller.write('cluster.yml', clusterInventory(lab, ['mesos_logging_level: INFO']))
    const { exitCode, stdout } = await provision('--limit', 'node-4', '--json')
    const { hosts } = JSON.parse(stdout) as { hosts: { host: string; applied: number }[] }
    expect([exitCode, hosts.map(({ host }) => host)]).toEqual([0, ['node-4']])
    expect(hosts[0]!.applied).toBeGreaterThan(0)
    const left = await controller.mantl('plan', inventory)
    expect(left.stdout).toContain('node-4  nothing to change')
    expect(left.stdout).toMatch(/-MESOS_LOGGING_LEVEL="WARNING"\n *\+MESOS_LOGGING_LEVEL="INFO"/)
    await controller.write('cluster.yml', clusterInventory(lab))
  })
})

describe('a saved plan', () => {
  startOverOnSecondTry(() => ({ lab, controller, inventory }))

  it('is carried out exactly; a host that is not as it was is refused, and the others are done', async () => {
    await controller.write('cluster.yml', clusterInventory(lab, ['mesos_logging_level: ERROR']))
    const saved = await controller.mantl('plan', inventory, '--out', 'change.plan')
    expect([saved.exitCode, saved.stderr]).toEqual([0, expect.stringContaining('mantl provision --plan change.plan')])
    await lab.host('h5').exec(['sh', '-c', 'echo "# by hand" >> /etc/mantl/follower.env'])
    const run = await controller.mantl('provision', '--plan', 'change.plan', '--json')
    const { hosts } = JSON.parse(run.stdout) as {
      hosts: { host: string; result: string; error?: { message: string } }[]
    }
    expect([run.exitCode, hosts.map(({ result }) => result)]).toEqual([3, ['done', 'done', 'done', 'done', 'failed']])
    expect(hosts[4]!.error!.message).toBe(
      'node-5: since the plan was made, this has changed: what stands at /etc/mantl/follower.env',
    )
    const again = await controller.mantl('provision', '--plan', 'change.plan')
    expect([again.exitCode, again.stderr]).toEqual([3, expect.stringMatching(/node-1: since the plan was made/)])
    await controller.write('cluster.yml', clusterInventory(lab))
    expect((await provision()).exitCode).toBe(0)
  })
})

describe('a rollback', () => {
  startOverOnSecondTry(() => ({ lab, controller, inventory }))

  it('returns to what was before the latest run, and again to where it started; a task runs on', async () => {
    expect((await provision()).exitCode).toBe(0)
    await settled()
    const task = controller.start(
      'run',
      '--name',
      'steady',
      '--',
      'i=0; while true; do i=$((i+1)); echo tick $i; sleep 0.2; done',
    )
    await firstOutput(task, /TASK_RUNNING/)
    await controller.write('cluster.yml', clusterInventory(lab, ['mesos_cluster: blue']))
    expect((await provision()).exitCode).toBe(0)
    const back = await controller.mantl('rollback', inventory, '--yes')
    expect([back.exitCode, back.stdout]).toEqual([0, expect.stringContaining('rolled back')])
    expect(back.stderr).toMatch(/back to before \S+: mantl provision/)
    await controller.write('cluster.yml', clusterInventory(lab))
    expect((await controller.mantl('plan', inventory, '--detailed-exitcode')).exitCode).toBe(0)
    const again = await controller.mantl('rollback', inventory, '--yes', '--json')
    expect([again.exitCode, jsonResult('rollback', again).hosts.length]).toEqual([0, 5])
    await controller.write('cluster.yml', clusterInventory(lab, ['mesos_cluster: blue']))
    expect((await controller.mantl('plan', inventory, '--detailed-exitcode')).exitCode).toBe(0)
    await settled()
    task.kill('SIGINT')
    const { stdout, stderr } = await task
    const ticks = String(stdout).match(/tick \d+/g) ?? []
    expect(ticks).toEqual(ticks.map((_, index) => `tick ${index + 1}`))
    expect(String(stderr)).toMatch(/TASK_KILLED/)
    await controller.write('cluster.yml', clusterInventory(lab))
    expect((await provision()).exitCode).toBe(0)
  })
})

describe('the doctor', () => {
  startOverOnSecondTry(() => ({ lab, controller, inventory }))

  it('finds nothing in a healthy cluster, and names a dead member and a follower that is shut out', async () => {
    await settled()
    const well = await controller.mantl('doctor', inventory)
    expect([well.exitCode, well.stdout]).toEqual([0, 'no fault found on 5 hosts'])
    await lab.host('h2').exec(['systemctl', 'stop', 'mantl-zookeeper'])
    await lab.host('h5').exec(['systemctl', 'stop', 'mantl-follower'])
    const ill = await controller.mantl('doctor', inventory)
    await lab.host('h2').exec(['systemctl', 'start', 'mantl-zookeeper'])
    await lab.host('h5').exec(['systemctl', 'start', 'mantl-follower'])
    expect([ill.exitCode, ill.stdout]).toEqual([1, expect.stringMatching(/✗ node-2: mantl-zookeeper does not run/)])
    expect(ill.stdout).toMatch(/✗ node-2: its ZooKeeper server does not answer on port 2181/)
    expect(ill.stdout).toMatch(/✗ node-5: mantl-follower does not run/)
    expect(ill.stdout).toMatch(/! 2 of 3 ZooKeeper servers serve: one more lost, and the quorum is/)
    await settled()
  })
})

describe('drift', () => {
  startOverOnSecondTry(() => ({ lab, controller, inventory }))

  it('is none after a run, and names what somebody changed, stopped or started', async () => {
    await lab.host('h4').exec(['pkill', '-x', 'mesos-slave']) // of a first try
    const none = await controller.mantl('drift', inventory)
    expect([none.exitCode, none.stdout]).toEqual([0, expect.stringContaining('no drift')])
    const tamper = [
      'echo "# by hand" >> /etc/mantl/follower.env; chmod 604 /etc/mantl/follower.env',
      'systemctl disable --now mantl-follower 2>/dev/null',
      'rm /opt/mantl/current/lib/mesos-agent.cjs',
      'cp /bin/sleep /tmp/mesos-slave; setsid /tmp/mesos-slave 600 </dev/null >/dev/null 2>&1 &',
      'until pgrep -x mesos-slave; do sleep 0.05; done',
    ]
    await lab.host('h4').exec(['sh', '-c', tamper.join('\n')])
    const found = await controller.mantl('drift', inventory, '--json')
    const { hosts } = JSON.parse(found.stdout) as { hosts: { host: string; drift: { what: string; how: string }[] }[] }
    expect(found.exitCode).toBe(6)
    expect(hosts.filter(({ drift }) => drift.length > 0).map(({ host }) => host)).toEqual(['node-4'])
    expect(hosts[3]!.drift.map(({ what, how }) => `${what}: ${how}`)).toEqual([
      expect.stringMatching(/^\/opt\/mantl\/releases\/[0-9a-f]{64}\/lib\/mesos-agent\.cjs: damaged$/),
      '/etc/mantl/follower.env: changed',
      '/etc/mantl/follower.env: mode 0604, not 0600',
      'mantl-follower: stopped',
      'mantl-follower: does not start at boot',
      expect.stringMatching(/^process \d+: a daemon that mantl did not start: \/tmp\/mesos-slave 600$/),
    ])
    await lab.host('h4').exec(['sh', '-c', 'pkill -x mesos-slave; rm /tmp/mesos-slave'])
    expect((await provision()).exitCode).toBe(0)
    expect((await controller.mantl('drift', inventory)).stdout).toContain('no drift')
  })
})

describe('a run that is cut off', () => {
  startOverOnSecondTry(() => ({ lab, controller, inventory }))
  const slow = ['mesos_cluster: another', 'mesos_attributes: ["cut:off"]']
  let cuts = 0
  /** A run that has said this and can't end before the host's units are let go. An array, for a process is a promise of its end. */
  const begun = async (held: string, said: RegExp) => {
    await holdUnit(lab.host(held), 'mantl-follower')
    const run = controller.start('provision', inventory)
    await firstOutput(run, said)
    return [run] as const
  }

  it.each([
    ['the CLI is killed', async (pid: number) => void process.kill(pid, 'SIGKILL')],
    ['the login is cut', async () => void (await lab.host('h4').exec(['pkill', '-9', '-f', 'sshd: root@notty']))],
    ['the cable is pulled', () => lab.host('h4').partition()],
  ])('%s: the next run finishes the work', async (_name, cut) => {
    await controller.write('cluster.yml', clusterInventory(lab, [...slow, `mesos_resources: ["cpus:${16 + ++cuts}"]`]))
    const [run] = await begun('h4', /✓ node-4/)
    await cut(run.pid!)
    await run
    await letUnitsGo(lab.host('h4'))
    await lab.host('h4').heal()
    const next = await provision()
    expect([next.exitCode, next.stderr]).toEqual([0, expect.not.stringContaining('error')])
    expect(next.stderr).toMatch(/warning: .*node-4.*: a run of root on .* did not end here: .*; this one finishes it/)
    const { runs } = JSON.parse((await controller.mantl('history', inventory, '--json')).stdout) as {
      runs: { run: string; result: string }[]
    }
    // the run after it is noted only where it had something left to do
    const died = runs.slice(0, 2).find(({ result }) => result === 'died')
    const shown = await controller.mantl('history', 'show', died!.run)
    expect(shown.stdout).toMatch(/node-4.* died, of \d+ changes/)
    expect((await controller.mantl('plan', inventory, '--detailed-exitcode')).exitCode).toBe(0)
    const left = await lab.host('h4').exec(['sh', '-c', 'find / -xdev -name "*.mantl-*" -o -xdev -name "*.new" | head'])
    expect(left.stdout).toBe('')
  })

  it('a second run meanwhile is told who is at work, and changes nothing', async () => {
    await controller.write('cluster.yml', clusterInventory(lab))
    const [run] = await begun('h5', /✓ node/)
    process.kill(run.pid!, 'SIGSTOP')
    const second = await provision('--json')
    const { error, hosts } = JSON.parse(second.stdout) as { error: { code: string; message: string }; hosts: unknown[] }
    expect([second.exitCode, error.code]).toEqual([4, 'lock.held'])
    expect(error.message).toMatch(/node-1 is being changed by root on .*: mantl provision .*cluster\.yml, since 20/)
    expect(hosts).toHaveLength(5)
    const patient = controller.start('provision', inventory, '--lock-wait', '5m')
    await firstOutput(patient, /is being changed by .*; waiting/)
    process.kill(run.pid!, 'SIGCONT')
    await letUnitsGo(lab.host('h5'))
    expect([(await run).exitCode, (await patient).exitCode]).toEqual([0, 0])
  })

  it('unlock tells who holds the locks, and ends a run that hangs', async () => {
    await controller.write('cluster.yml', clusterInventory(lab, ['mesos_logging_level: ERROR']))
    const [run] = await begun('h5', /✓ node/)
    process.kill(run.pid!, 'SIGSTOP')
    const asked = await controller.mantl('unlock', inventory)
    expect([asked.exitCode, asked.stdout]).toEqual([
      64,
      expect.stringMatching(/node-1 +root@\S+ +20\S+ +mantl provision/),
    ])
    const broken = await controller.mantl('unlock', inventory, '--yes')
    expect([broken.exitCode, broken.stdout]).toEqual([0, expect.stringContaining('unlocked')])
    process.kill(run.pid!, 'SIGKILL')
    await run
    await letUnitsGo(lab.host('h5'))
    await controller.write('cluster.yml', clusterInventory(lab))
    expect((await provision()).exitCode).toBe(0)
    expect((await controller.mantl('unlock', inventory)).stdout).toContain('no run holds a lock')
  })

  it('Ctrl-C lets the change under way finish', async () => {
    await controller.write('cluster.yml', clusterInventory(lab, ['mesos_logging_level: ERROR']))
    const [run] = await begun('h5', /✓ node/)
    process.kill(run.pid!, 'SIGINT')
    await letUnitsGo(lab.host('h5'))
    const { exitCode, stderr } = await run
    expect([exitCode, String(stderr)]).toEqual([130, expect.stringContaining('interrupted')])
    await controller.write('cluster.yml', clusterInventory(lab))
    expect((await provision()).exitCode).toBe(0)
  })
})

describe('secrets', () => {
  const secret = 'planted-Sa1amander'
  const vault = ['--vault-password-file', 'vault.txt']
  beforeAll(async () => void (await controller.write('vault.txt', 'vault password\n')))
  startOverOnSecondTry(() => ({ lab, controller, inventory, flags: vault }))

  it('a new one reaches everybody in three waves, and is seen nowhere', async () => {
    await controller.write('secret.txt', `${secret}\n`)
    const agents = (await settled()).followers.map(({ id }) => id).sort()
    const set = await controller.mantl('credentials', 'set', 'follower', '--secret-file', 'secret.txt', ...vault)
    expect([set.exitCode, set.stdout]).toEqual([0, expect.stringContaining('cluster.yml')])
    const saved = await controller.mantl('plan', inventory, '--out', 'secret.plan', ...vault)
    expect(saved.exitCode, saved.stderr).toBe(0)
    const plan = await readFile(join(controller.folder, 'secret.plan'), 'utf8')
    expect([plan.includes(secret), plan.includes('follower-credential')]).toEqual([false, true])
    const argv = watchArgv(lab)
    const run = await controller.mantl('provision', '--plan', 'secret.plan', ...vault)
    await argv.stop()
    expect(run.exitCode, run.stderr).toBe(0)
    await controller.write('secret.txt', `${secret}-2\n`)
    await controller.mantl('credentials', 'set', 'follower', '--secret-file', 'secret.txt', ...vault)
    const rotation = await provision(...vault, '-v')
    expect(rotation.exitCode, rotation.stderr).toBe(0)
    const order = rotation.stderr.split('\n').filter(line => /✓ .*(credential|restart mantl)/.test(line))
    const last = (pattern: RegExp) => order.findLastIndex(line => pattern.test(line))
    const first = (pattern: RegExp) => order.findIndex(line => pattern.test(line))
    expect(first(/follower-credential/)).toBeGreaterThan(first(/leader-credentials/))
    expect(last(/leader-credentials/)).toBeGreaterThan(last(/restart mantl-follower/))
    expect((await settled()).followers.map(({ id }) => id).sort()).toEqual(agents)
    expect([set, run, rotation].map(({ stdout, stderr }) => `${stdout}${stderr}`).join('')).not.toContain(secret)
    expect(argv.seen()).not.toContain(secret)
    expect((await controller.mantl('plan', inventory, '--detailed-exitcode', ...vault)).exitCode).toBe(0)
  })

  it('stands in no log and no file that others may read', async () => {
    for (const host of lab.hosts) {
      const { stdout } = await host.exec([
        'sh',
        '-c',
        `grep -rls ${secret} /etc /opt/mantl /var /run /tmp 2>/dev/null; journalctl --no-pager 2>/dev/null | grep -c ${secret}`,
      ])
      const files = stdout.split('\n').filter(line => line.startsWith('/'))
      expect(
        files.every(file => /^\/etc\/mantl\/(leader-credentials|follower-credential)$/.test(file)),
        stdout,
      ).toBe(true)
      expect(files).toHaveLength(1)
      expect((await host.exec(['stat', '-c', '%a', ...files])).stdout).toBe('600\n')
      expect(stdout.trimEnd().endsWith('\n0')).toBe(true)
    }
  })

  it('is in no support bundle', async () => {
    const run = await controller.mantl('support-bundle', inventory, '--out', 'support.tar.gz', ...vault)
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining('look into it')])
    const archive = join(controller.folder, 'support.tar.gz')
    const { stdout: names } = await execa('tar', ['-tzf', archive])
    expect(names).toMatch(/hosts\/node-4\/units\/mantl-follower$/m)
    expect(names).toMatch(/doctor\.json$/m)
    const { stdout: all } = await execa('tar', ['-xzOf', archive], { maxBuffer: 200_000_000 })
    expect([all.includes('MESOS_MASTER'), all.includes(secret)]).toEqual([true, false])
  })

  it('a follower alone does not get one that leaders do not know', async () => {
    await controller.write('secret.txt', `${secret}-3\n`)
    await controller.mantl('credentials', 'set', 'follower', '--secret-file', 'secret.txt', ...vault)
    const { exitCode, stdout } = await provision('--limit', 'node-4', ...vault)
    expect([exitCode, stdout]).toEqual([3, expect.stringMatching(/node-4 .*held back: a new secret/)])
    await controller.write('cluster.yml', clusterInventory(lab))
    expect((await provision()).exitCode).toBe(0)
  })
})

describe('afterwards', () => {
  it('a host that reboots comes back with its units', async () => {
    await lab.host('h1').reboot()
    await lab.host('h4').reboot()
    const { leaders, followers } = await settled()
    expect(leaders).toHaveLength(3)
    expect(followers.filter(({ active }) => active)).toHaveLength(2)
    expect((await controller.mantl('plan', inventory, '--detailed-exitcode')).exitCode).toBe(0)
  })

  it('destroy removes all that was made and nothing else', async () => {
    const refused = await controller.mantl('destroy', inventory)
    expect([refused.exitCode, refused.stderr]).toEqual([64, expect.stringContaining('--yes')])
    const run = await controller.mantl('destroy', inventory, '--yes')
    expect(run.exitCode, run.stderr).toBe(0)
    for (const host of lab.hosts) {
      const { files, accounts } = before.get(host.name)!
      expect({ host: host.name, ...difference(files, await hostFiles(host)) }).toEqual({
        host: host.name,
        added: [],
        gone: [],
      })
      expect(await hostAccounts(host)).toBe(accounts)
    }
    expect((await controller.mantl('destroy', inventory, '--yes')).stdout).toContain('nothing of mantl is there')
  })
})
