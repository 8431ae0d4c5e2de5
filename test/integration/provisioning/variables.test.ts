import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectFor } from '../../../src/coordination/open-detector.ts'
import { parseZooKeeperUrl } from '../../../src/zookeeper/url.ts'
import { createLab, type Lab } from '../../hosts/lab.ts'
import type { Relay } from '../../hosts/relay.ts'
import { type Controller, createController } from './controller.ts'
import { hostAccounts, hostFiles } from './host-files.ts'
import { startOverOnSecondTry } from './second-try.ts'
import { difference } from './watching.ts'

/** Every variable of the mesos role, and none with its default; an ordinary user logs in and uses sudo. */
const inventoryFor = (lab: Lab) => `all:
  vars:
    ansible_user: deploy
    zookeeper_server_group: zk
    zookeeper_heap_mb: 64
    mantl_dns: true
    mantl_firewall: true
    mantl_firewall_allow: [12181]
    mantl_hosts_file: true
    mantl_limits: { nofile: 4096 }
    mesos_cluster: 'named "so"'
    mesos_log_dir: /srv/mesos-log
    mesos_work_dir: /srv/mesos-work
    mesos_leader_port: 15050
    mesos_follower_port: 15051
    mesos_leader_cmd: /opt/mantl/current/bin/mesos-master
    mesos_follower_cmd: mesos-agent
    mesos_isolation: posix/cpu,posix/mem
    mesos_attributes: ["rack:r{{ inventory_hostname }}", "zone:$HOME"]
    mesos_resources: ["cpus:1.5", "mem:321", "disk:1000", "ports(*):[4000-4100]"]
    mesos_zk_port: 12181
    mesos_zk_chroot: other/place
    zk_mesos_user_secret: planted-Ax0lotl
    zk_super_user_secret: planted-Ax0lotl-super
    mesos_credentials: [{ principal: tool, secret: tool-secret }]
    mesos_follower_principal: agents
    mesos_follower_secret: follower-secret
    mesos_logging_level: INFO
  children:
    leaders: { vars: { mesos_mode: leader }, hosts: { one: { ansible_host: ${lab.hosts[0]!.ip} } } }
    zk: { hosts: { one: } }
    followers: { hosts: { two: { ansible_host: ${lab.hosts[1]!.ip} } } }
`

/** What destroy must leave as it was. */
const stateOf = async (name: string) => {
  const host = lab.host(name)
  const { stdout } = await host.exec(['sh', '-c', 'cat /etc/hosts; ls -d /run/mesos 2>/dev/null; :'])
  return { files: await hostFiles(host), told: `${await hostAccounts(host)}${stdout}` }
}

let lab: Lab
let before: Awaited<ReturnType<typeof stateOf>> | undefined
let controller: Controller
let inventory: string
let leader: Relay
let follower: Relay

const get = async (relay: Relay, path: string) =>
  (await (await fetch(`http://127.0.0.1:${relay.port}${path}`)).json()) as any

beforeAll(async () => {
  lab = await createLab({ hosts: [{ name: 'one' }, { name: 'two' }], layer: 'zookeeper-cached' })
  controller = await createController(lab)
  inventory = await controller.write('cluster.yml', inventoryFor(lab))
  const unit = '[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n'
  const install = `printf '${unit}' > /etc/systemd/system/mesos-slave.service && systemctl enable --now mesos-slave`
  await lab.host('two').exec(['sh', '-c', install])
  before = await stateOf('one')
  leader = await lab.connectThrough('one', 15050)
  follower = await lab.connectThrough('two', 15051)
})

afterAll(async () => {
  await controller?.close()
  await lab?.close()
})

describe('an ordinary user with sudo', () => {
  it('provisions, and then there is nothing to change', async () => {
    const run = await controller.mantl('provision', inventory)
    expect(run.exitCode, run.stderr).toBe(0)
    expect((await controller.mantl('plan', inventory, '--detailed-exitcode')).exitCode).toBe(0)
    expect((await lab.host('two').exec(['stat', '-c', '%U', '/etc/mantl/follower.env'])).stdout).toBe('root\n')
  })

  it('a C++ agent, as packages install it, has made way', async () => {
    const { stdout } = await lab
      .host('two')
      .exec(['sh', '-c', 'systemctl is-active mesos-slave; systemctl is-enabled mesos-slave; :'])
    expect(stdout).toBe('inactive\ndisabled\n')
  })

  it('names are answered, ports that nobody needs are closed', async () => {
    const two = lab.host('two')
    const ask = 'echo nameserver 127.0.0.1 > /etc/resolv.conf; getent ahostsv4 leader.mesos; getent hosts one'
    await expect.poll(async () => (await two.exec(['sh', '-c', ask])).stdout).toContain(`${lab.hosts[0]!.ip} `)
    expect((await two.exec(['sh', '-c', 'tail -n 4 /etc/hosts'])).stdout).toContain(`${lab.hosts[0]!.ip} one`)
    const listen = 'require("net").createServer(s => s.end("hello")).listen(9999)'
    await two.exec([
      'sh',
      '-c',
      `systemctl stop listener 2>/dev/null; systemd-run --unit listener --setenv=LD_LIBRARY_PATH=/opt/mantl/current/lib /opt/mantl/current/lib/node -e '${listen}'`,
    ])
    const asks = (host: string) =>
      lab.host(host).exec(['sh', '-c', `timeout 5 bash -c 'cat < /dev/tcp/${lab.hosts[1]!.ip}/9999' || :`])
    await expect.poll(async () => (await asks('two')).stdout, { timeout: 60_000 }).toBe('hello')
    expect((await asks('one')).stdout).toBe('')
  })

  it('what leaders keep in ZooKeeper is theirs, the election is for all to see', async () => {
    const relay = await lab.connectThrough('one', 12181)
    const connect = (login = '') =>
      connectFor(parseZooKeeperUrl(`zk://${login}127.0.0.1:${relay.port}/`), { sessionTimeoutMs: 10_000 })
    const [stranger, leader, superUser] = [
      connect(),
      connect('mesos:planted-Ax0lotl@'),
      connect('super:planted-Ax0lotl-super@'),
    ]
    try {
      expect((await stranger.children('/other/place')).children.join()).toContain('json.info_')
      await expect(stranger.children('/other/place/registry')).rejects.toMatchObject({ code: 'zookeeper.no_auth' })
      expect((await leader.children('/other/place/registry')).children).toContain('epoch')
      expect((await superUser.children('/other/place/registry')).children).toContain('epoch')
    } finally {
      await Promise.all([stranger, leader, superUser].map(client => client.close()))
    }
  })

  it('none of these secrets is in a log, an argument, or a file that others may read', async () => {
    // [l]: the text that looks for it does not hold it itself
    const look = `find / -xdev -path /proc -prune -o -path /sys -prune -o -type f -perm /044 -size -2M -exec grep -ls planted-Ax0[l]otl {} + 2>/dev/null
journalctl --no-pager 2>/dev/null | grep planted-Ax0[l]otl
grep -ls planted-Ax0[l]otl /proc/[0-9]*/cmdline 2>/dev/null; :`
    for (const name of ['one', 'two']) expect((await lab.host(name).exec(['sh', '-c', look])).stdout).toBe('')
    expect(JSON.stringify((await get(leader, '/flags')).flags)).not.toContain('planted')
  })

  it('one who may not use sudo is told so', async () => {
    const denied = await controller.write('denied.yml', inventoryFor(lab).replace('deploy', 'nosudo'))
    const { exitCode, stderr } = await controller.mantl('plan', denied)
    expect([exitCode, stderr]).toEqual([3, expect.stringMatching(/sudo on one (refuses|wants)/)])
  })
})

describe('what the inventory no longer asks for', () => {
  /** Files, lines, rules, units, and the limit of one who logs in. */
  const look = `ls /etc/mantl/firewall.nft /etc/systemd/system/mantl-firewall.service /etc/dnsmasq.d/mantl.conf /etc/logrotate.d/mantl 2>/dev/null
ls /etc/security/limits.d/90-mantl.conf /var/lib/mantl/started/dnsmasq /var/lib/mantl/started/mantl-firewall 2>/dev/null
grep -xF '# begin of what mantl writes' /etc/hosts
nft list table inet mantl >/dev/null 2>&1 && echo rules
systemctl is-active mantl-firewall dnsmasq
su deploy -c 'ulimit -n' | grep -x 4096
:`
  const lookAt = async (name: string) => (await lab.host(name).exec(['sh', '-c', look])).stdout.trim().split('\n')
  const all = [
    '/etc/dnsmasq.d/mantl.conf',
    '/etc/logrotate.d/mantl',
    '/etc/mantl/firewall.nft',
    '/etc/systemd/system/mantl-firewall.service',
    '/etc/security/limits.d/90-mantl.conf',
    '/var/lib/mantl/started/dnsmasq',
    '/var/lib/mantl/started/mantl-firewall',
    ...['# begin of what mantl writes', 'rules', 'active', 'active', '4096'],
  ]

  startOverOnSecondTry(() => ({ lab, controller, inventory }))

  it('goes, as the plan says, and nothing else; it comes back when it is asked for', async () => {
    expect(await lookAt('two')).toEqual(all)
    const less = await controller.write(
      'less.yml',
      inventoryFor(lab)
        .replaceAll(/^ *mantl_(dns|firewall|hosts_file|limits)(_allow)?: .*\n/gm, '')
        .replace('vars:\n', 'vars:\n    mantl_logrotate: false\n'),
    )
    const plan = JSON.parse((await controller.mantl('plan', less, '--json')).stdout)
    const changes = plan.waves.flatMap(({ hosts }: { hosts: { host: string; changes: { what: string }[] }[] }) =>
      hosts.filter(({ host }) => host === 'two').flatMap(host => host.changes.map(({ what }) => what)),
    )
    expect(changes).toEqual([
      'stop mantl-firewall',
      'remove /etc/mantl/firewall.nft',
      'remove /etc/systemd/system/mantl-firewall.service',
      'remove /var/lib/mantl/started/mantl-firewall',
      'stop dnsmasq',
      'remove /etc/dnsmasq.d/mantl.conf',
      'remove /var/lib/mantl/started/dnsmasq',
      'take our lines out of /etc/hosts',
      'remove /etc/security/limits.d/90-mantl.conf',
      'remove /etc/logrotate.d/mantl',
    ])
    const run = await controller.mantl('provision', less)
    expect(run.exitCode, run.stderr).toBe(0)
    expect(await lookAt('two')).toEqual(['inactive', 'inactive'])
    const after = await controller.mantl('plan', less, '--detailed-exitcode')
    expect(after.exitCode, after.stdout).toBe(0)
    const drift = await controller.mantl('drift', less)
    expect(drift.exitCode, drift.stdout).toBe(0)
    const again = await controller.mantl('provision', inventory)
    expect(again.exitCode, again.stderr).toBe(0)
    expect(await lookAt('two')).toEqual(all)
  })
})

describe('each variable shows in what the daemons report', () => {
  it('the leader', async () => {
    const { flags } = await get(leader, '/flags')
    await expect.poll(async () => (await get(leader, '/state')).slaves).toHaveLength(1)
    const state = await get(leader, '/state')
    const [agent] = state.slaves
    expect({
      cluster: state.cluster,
      flags: { ...flags },
      agent: {
        attributes: agent.attributes,
        cpus: agent.resources.cpus,
        mem: agent.resources.mem,
        ports: agent.resources.ports,
        pid: agent.pid,
      },
    }).toMatchObject({
      cluster: 'named "so"',
      flags: {
        port: '15050',
        log_dir: '/srv/mesos-log',
        work_dir: '/srv/mesos-work/leader',
        logging_level: 'INFO',
        zk: expect.stringMatching(/^zk:\/\/mesos:\*\*\*@10\.10\.0\.11:12181\/other\/place$/),
        authenticate_frameworks: 'true',
        authenticate_agents: 'true',
      },
      agent: {
        attributes: { rack: 'rtwo', zone: '$HOME' },
        cpus: 1.5,
        mem: 321,
        ports: '[4000-4100]',
        pid: expect.stringMatching(/@10\.10\.0\.12:15051$/),
      },
    })
  })

  it('the follower', async () => {
    const { flags } = await get(follower, '/flags')
    expect(flags).toMatchObject({
      port: '15051',
      isolation: 'posix/cpu,posix/mem',
      log_dir: '/srv/mesos-log',
      work_dir: '/srv/mesos-work',
      logging_level: 'INFO',
      master: expect.stringContaining('10.10.0.11:12181/other/place'),
    })
  })

  it('a framework must log in, and who knows the secret runs a task', async () => {
    await controller.write('secret.txt', 'tool-secret\n')
    const refused = await controller.mantl('run', '--', 'true')
    expect(refused.exitCode).not.toBe(0)
    const run = await controller.mantl('run', '--principal', 'tool', '--secret-file', 'secret.txt', '--', 'echo I ran')
    expect([run.exitCode, run.stdout]).toEqual([0, expect.stringContaining('I ran')])
  })

  it('a follower with another secret is refused', async () => {
    const { stdout } = await lab.host('one').exec(['sh', '-c', 'cat /etc/mantl/leader-credentials'])
    expect(JSON.parse(stdout).credentials).toEqual(
      expect.arrayContaining([{ principal: 'agents', secret: 'follower-secret' }]),
    )
    const broken = 'sed -i s/follower-secret/wrong/ /etc/mantl/follower-credential; systemctl restart mantl-follower'
    await lab.host('two').exec(['sh', '-c', broken])
    const says = async () => (await lab.host('two').exec(['sh', '-c', 'cat /srv/mesos-log/*'])).stdout
    await expect.poll(says, { timeout: 100_000, interval: 200 }).toContain('refused our credential')
    const active = async () => (await get(leader, '/slaves')).slaves.filter((one: { active: boolean }) => one.active)
    await expect.poll(active).toEqual([])
    expect((await controller.mantl('provision', inventory)).exitCode).toBe(0)
  })
})

describe('destroy', () => {
  it('leaves no line in /etc/hosts, no user of a package, no folder in /run', async () => {
    const run = await controller.mantl('destroy', inventory, '--yes')
    expect(run.exitCode, run.stderr).toBe(0)
    const [then, now] = [before!, await stateOf('one')]
    expect({ told: now.told, ...difference(then.files, now.files) }).toEqual({ told: then.told, added: [], gone: [] })
  })
})
