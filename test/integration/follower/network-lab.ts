import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { leaksOf } from '../../support/leaks.ts'
import { createNamespace, type TestNamespace } from '../../support/network-namespace.ts'
import { freePort } from '../../support/ports.ts'
import { FollowerProcess, isRoot, until } from './follower-process.ts'

const plugins = '/usr/lib/cni'

/** Whether this machine has what it takes: root, and Debian's containernetworking-plugins. */
export const canJoinNetworks = isRoot && existsSync(plugins)

/** A plugin that gives nothing. */
const refuser = `#!/bin/sh
cat >/dev/null
[ "$CNI_COMMAND" = DEL ] && exit 0
echo '{"code": 11, "msg": "no room here"}'
exit 1
`

/** A plugin that takes its time, and says where that it has begun. */
const sleeper = (begun: string) => `#!/bin/sh
cat >/dev/null
[ "$CNI_COMMAND" = DEL ] && exit 0
touch ${begun}
sleep 1000
`

const bridge = (leases: string, name: string, subnet: string, ipam: object = {}) => ({
  type: 'bridge',
  bridge: `br-${name}`,
  isGateway: true,
  ipam: { type: 'host-local', dataDir: leases, subnet, ...ipam },
})

const outward = { routes: [{ dst: '0.0.0.0/0' }] }

const networks = (leases: string): Readonly<Record<string, object>> => ({
  plain: { name: 'plain', cniVersion: '0.3.1', ...bridge(leases, 'plain', '10.91.0.0/24', outward) },
  // Without a version: what a plugin says is in the oldest form.
  second: { name: 'second', ...bridge(leases, 'second', '10.92.0.0/24') },
  chain: {
    name: 'chain',
    cniVersion: '1.0.0',
    plugins: [
      { ...bridge(leases, 'chain', '10.93.0.0/24', outward), ipMasq: true },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  },
  mapped: {
    name: 'mapped',
    type: 'mesos-cni-port-mapper',
    chain: 'MESOS-TEST',
    excludeDevices: ['br-plain', 'br-second'],
    delegate: { cniVersion: '0.3.1', ...bridge(leases, 'mapped', '10.94.0.0/24', outward) },
  },
  broken: {
    name: 'broken',
    cniVersion: '1.0.0',
    plugins: [bridge(leases, 'broken', '10.95.0.0/24'), { type: 'refuser' }],
  },
  slow: {
    name: 'slow',
    cniVersion: '1.0.0',
    plugins: [bridge(leases, 'slow', '10.96.0.0/24'), { type: 'sleeper' }],
  },
})

/** A follower in a network of its own, with networks that it may give to containers. */
export class NetworkLab {
  readonly inside: TestNamespace = createNamespace()
  master!: FakeMaster
  follower!: FollowerProcess

  async open(flags: readonly string[]): Promise<void> {
    this.master = await startFakeMaster()
    this.follower = new FollowerProcess(this.master, [])
    const { folder } = this.follower
    this.follower.through = this.inside.through
    this.follower.port = await freePort()
    for (const name of ['networks', 'plugins', 'leases']) mkdirSync(join(folder, name))
    for (const [name, script] of Object.entries({ refuser, sleeper: sleeper(`${folder}/sleeping`) })) {
      writeFileSync(join(folder, 'plugins', name), script)
      chmodSync(join(folder, 'plugins', name), 0o755)
    }
    for (const [name, config] of Object.entries(networks(join(folder, 'leases')))) this.write(name, config)
    this.follower.flags = [
      `--network_cni_plugins_dir=${plugins}:${folder}/plugins`,
      `--network_cni_config_dir=${folder}/networks`,
      '--network_cni_root_dir_persist',
      ...flags,
    ]
    const leaving = [Number(this.master.address.split(':')[1])]
    await this.inside.open({ leaving, entering: [this.follower.port] })
    await this.follower.start()
  }

  /** What an operator writes down from now on. */
  write(name: string, config: object | string): void {
    const text = typeof config === 'string' ? config : JSON.stringify(config)
    writeFileSync(join(this.follower.folder, 'networks', `${name}.conf`), text)
  }

  /** Until no container has left anything, or else what it was: folders, addresses, links, rules, and what leaksOf finds. */
  async leaks(): Promise<readonly string[]> {
    await until(() => this.found().length === 0, 'nothing is left').catch(() => {})
    return this.found()
  }

  found(): readonly string[] {
    const { folder, workDir, child } = this.follower
    const leases = join(folder, 'leases')
    return [
      ...readdirSync(join(workDir, 'isolators/network/cni')).map(name => `folder ${name}`),
      ...readdirSync(leases).flatMap(name => this.leased(name).map(file => `address ${file}`)),
      ...this.lines('ip', '-o', 'link').filter(line => line.includes('veth')),
      ...this.lines('iptables', '-t', 'nat', '-S').filter(line => /10\.9\d\.|container_id/.test(line)),
      ...leaksOf(this.follower).filter(line => !line.startsWith(`process ${child?.pid} `)),
    ]
  }

  /** Addresses of a network that somebody has. */
  leased(network: string): readonly string[] {
    return readdirSync(join(this.follower.folder, 'leases', network)).filter(file => /^\d/.test(file))
  }

  lines(program: string, ...args: readonly string[]): readonly string[] {
    return this.inside.run(program, ...args).split('\n')
  }

  async close(): Promise<void> {
    await this.follower.close()
    await this.master.close()
    this.inside.close()
    this.follower.removeCgroups()
  }

  async kill(id: string): Promise<void> {
    await this.master.kill(id)
    await until(() => this.master.states(id).some(state => /FINISHED|FAILED|KILLED/.test(state)), `${id} ends`)
  }
}
