import { describe, expect, it } from 'vitest'
import { credentialsFile } from '../../src/provisioning/facts/files/credentials-file.ts'
import { file as fileFact } from '../../src/provisioning/facts/files/file.ts'
import type { Change } from '../../src/provisioning/model/change.ts'
import type { Facts } from '../../src/provisioning/model/fact.ts'
import { catalog } from '../../src/roles/catalog.ts'
import type { RoleContext } from '../../src/roles/role.ts'
import { noOthers, statedFacts } from '../support/facts.ts'
import { clusterFrom, contextFor, ordinary } from '../support/role-context.ts'

const laptop = 'all: { hosts: { localhost: { ansible_connection: local, mesos_mode: mixed } } }'
const five = `
all:
  children:
    leaders: { hosts: { "node-[1:3]": { mesos_mode: leader } } }
    followers: { hosts: { node-4: {}, node-5: {} } }
    zookeeper_servers: { hosts: { "node-[1:3]": {} } }
  vars: { mesos_follower_secret: new }`

const role = (name: string) => catalog.find(candidate => candidate.name === name)!
const changes = (name: string, context: RoleContext, facts: Facts = statedFacts()): Change[] =>
  role(name)
    .operations(context)
    .flatMap(operation => operation.changes(facts))
const written = (all: readonly Change[], path: string) => {
  const change = all.find(one => one.kind === 'write-file' && one.path === path)
  if (change?.kind !== 'write-file') throw new Error(`${path} is not written`)
  return change
}

describe('which hosts play which role', () => {
  it.each([
    ['localhost', laptop, ['base', 'logrotate', 'mesos-leader', 'mesos-follower', 'mesos-secrets', 'switched-off']],
    ['node-1', five, ['base', 'logrotate', 'zookeeper', 'mesos-leader', 'mesos-secrets', 'switched-off']],
    ['node-5', five, ['base', 'logrotate', 'zookeeper-left', 'mesos-follower', 'switched-off']],
    [
      'node-5',
      five.replace('vars: {', 'vars: { mesos_isolation: "filesystem/linux,network/cni",'),
      ['base', 'logrotate', 'container-tools', 'zookeeper-left', 'mesos-follower', 'switched-off'],
    ],
  ])('%s', (name, yaml, roles) => {
    const cluster = clusterFrom(yaml)
    const host = cluster.hosts.find(candidate => candidate.name === name)!
    expect(catalog.filter(candidate => candidate.plays(host, cluster)).map(candidate => candidate.name)).toEqual(roles)
  })
})

const two = 'all: { hosts: { a: { mesos_mode: leader }, b: {} }, vars: { mesos_cluster: two } }'
const backoffOf = (factor: string) => `mesos_follower_flags: { registration_backoff_factor: ${factor} }`

describe('the flags that daemons are given', () => {
  it('on a laptop everything stays on 127.0.0.1, without ZooKeeper', () => {
    const context = contextFor(clusterFrom(laptop), 'localhost')
    const leader = written(changes('mesos-leader', context), '/etc/mantl/leader.env').content.text
    const follower = written(changes('mesos-follower', context), '/etc/mantl/follower.env').content.text
    expect(leader).toContain('MESOS_IP="127.0.0.1"')
    expect(leader).not.toContain('MESOS_ZK')
    expect(follower).toContain('MESOS_MASTER="127.0.0.1:5050"')
    expect(follower).toContain('MESOS_ISOLATION="cgroups/cpu,cgroups/mem"')
  })

  it('an ordinary user gets posix isolation and his own folders', () => {
    const context = contextFor(clusterFrom(laptop), 'localhost', ordinary)
    const follower = written(changes('mesos-follower', context), '/home/ann/.config/mantl/follower.env').content.text
    expect(follower).toContain('MESOS_ISOLATION="posix/cpu,posix/mem"')
    expect(follower).toContain('MESOS_WORK_DIR="/home/ann/.local/state/mantl/work"')
    expect(follower).toContain('MESOS_SWITCH_USER="false"')
  })

  it.each([
    ['mesos_leader_port: 15050', 'leader', 'MESOS_PORT="15050"'],
    ['mesos_cluster: test "1"', 'leader', 'MESOS_CLUSTER="test \\"1\\""'],
    ['mesos_work_dir: /srv/m', 'leader', 'MESOS_WORK_DIR="/srv/m/leader"'],
    ['mesos_log_dir: /srv/l', 'leader', 'MESOS_LOG_DIR="/srv/l"'],
    ['mesos_logging_level: ERROR', 'leader', 'MESOS_LOGGING_LEVEL="ERROR"'],
    ['mesos_zk_chroot: a/b', 'leader', 'MESOS_ZK="zk://node-1:2181,node-2:2181,node-3:2181/a/b"'],
    ['mesos_zk_hosts: "z:99"', 'leader', 'MESOS_ZK="zk://z:99/mesos"'],
    ['mesos_zk_hosts: "z:99", zk_mesos_user_secret: s@$', 'leader', 'MESOS_ZK="zk://mesos:s@\\$@z:99/mesos"'],
    ['mesos_zk_hosts: "z:99", zk_mesos_user_secret: s', 'follower', 'MESOS_MASTER="zk://z:99/mesos"'],
    ['mesos_credentials: [{ principal: p, secret: s }]', 'leader', 'MESOS_AUTHENTICATE_FRAMEWORKS="true"'],
    ['mesos_cluster: x', 'leader', 'MESOS_QUORUM="2"'],
    ['mesos_follower_port: 15051', 'follower', 'MESOS_PORT="15051"'],
    ['mesos_attributes: ["rack:r1", "zone:z"]', 'follower', 'MESOS_ATTRIBUTES="rack:r1;zone:z"'],
    ['mesos_resources: ["cpus:4", "mem(dev):99"]', 'follower', 'MESOS_RESOURCES="cpus:4;mem(dev):99"'],
    ['mesos_isolation: posix/cpu', 'follower', 'MESOS_ISOLATION="posix/cpu"'],
    ['mesos_work_dir: /srv/m', 'follower', 'MESOS_WORK_DIR="/srv/m"'],
    ['mesos_cluster: x', 'follower', 'MESOS_RECONFIGURATION_POLICY="any"'],
    ['mesos_follower_cmd: other-agent', 'follower', 'MESOS_RECONFIGURATION_POLICY="additive"'],
  ])('%s reaches the %s', (variable, daemon, line) => {
    const cluster = clusterFrom(`${five.replace('vars: {', `vars: { ${variable},`)}`)
    const context = contextFor(cluster, daemon === 'leader' ? 'node-1' : 'node-5')
    expect(written(changes(`mesos-${daemon}`, context), `/etc/mantl/${daemon}.env`).content.text).toContain(line)
  })

  it.each([
    ['mesos-slave', '/opt/mantl/current/bin/mesos-slave'],
    ['/usr/sbin/other', '/usr/sbin/other'],
    ['other-agent', '/usr/bin/env other-agent'],
  ])('mesos_follower_cmd %s is started as %s', (command, program) => {
    const context = contextFor(
      clusterFrom(five.replace('vars: {', `vars: { mesos_follower_cmd: ${command},`)),
      'node-4',
    )
    const unit = written(changes('mesos-follower', context), '/etc/systemd/system/mantl-follower.service').content.text
    expect(unit).toContain(`ExecStart=${program}\n`)
    expect(unit).toContain('KillMode=process')
  })
})

describe('flags and tools beyond the usual', () => {
  it('followers get what their isolation needs, and an ordinary user nothing', () => {
    const isolated = (isolation: string) =>
      clusterFrom(five.replace('vars: {', `vars: { mesos_isolation: "${isolation}",`))
    const [install] = changes('container-tools', contextFor(isolated('docker/runtime,filesystem/linux'), 'node-5'))
    expect(install).toMatchObject({ kind: 'install-packages', names: ['crun'] })
    const [more] = changes('container-tools', contextFor(isolated('network/cni'), 'node-5'))
    expect(more).toMatchObject({ names: ['crun', 'containernetworking-plugins', 'iptables'] })
    expect(changes('container-tools', contextFor(isolated('network/cni'), 'node-5', ordinary))).toEqual([])
  })

  it.each([
    ['mesos_follower_flags: { image_provider: docker }', 'there is no such flag; did you mean image_providers?'],
    ['mesos_follower_flags: { port: 1 }', 'mantl sets it from another variable'],
    ['mesos_follower_flags: { gc_delay: soon }', "'soon' is not a duration"],
    ['mesos_follower_flags: { gc_delay: 2days }', undefined],
    ['mesos_follower_flags: { firewall_rules: "file:///etc/rules.json" }', undefined],
    ['mesos_follower_flags: { any: 1 }, mesos_follower_cmd: /usr/sbin/other', undefined],
  ])('%s: %s', (variable, message) => {
    const context = contextFor(clusterFrom(five.replace('vars: {', `vars: { ${variable},`)), 'node-5')
    const concerns = role('mesos-follower')
      .operations(context)
      .flatMap(one => one.concerns?.(statedFacts(), noOthers) ?? [])
    const errors = concerns.filter(({ severity }) => severity === 'error').map(one => one.message)
    expect(errors).toEqual(message === undefined ? [] : [expect.stringContaining(message)])
  })

  it.each([
    ['on a laptop', laptop, 'localhost', '10ms'],
    ['of one leader', two, 'b', '100ms'],
    ['with ZooKeeper', five, 'node-5', undefined],
    ['that are told otherwise', two.replace('vars: {', `vars: { ${backoffOf('5secs')},`), 'b', '5secs'],
  ])('followers %s spread their first message as they need it', (_, yaml, name, wanted) => {
    const env = written(changes('mesos-follower', contextFor(clusterFrom(yaml), name)), '/etc/mantl/follower.env')
    expect(/^MESOS_REGISTRATION_BACKOFF_FACTOR="?(\w+)"?$/m.exec(env.content.text)?.[1]).toBe(wanted)
    const concerns = role('mesos-follower')
      .operations(contextFor(clusterFrom(yaml), name))
      .flatMap(one => one.concerns?.(statedFacts(), noOthers) ?? [])
    expect(concerns.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('more flags reach the daemons, lists as JSON, secrets hidden', () => {
    const flags =
      'mesos_follower_flags: { gc_delay: 2days, docker_config: { auths: {} } }, mesos_leader_flags: { offer_timeout: 1mins }'
    const cluster = clusterFrom(five.replace('vars: {', `vars: { ${flags},`))
    const follower = written(changes('mesos-follower', contextFor(cluster, 'node-5')), '/etc/mantl/follower.env')
      .content.text
    expect(follower).toContain('MESOS_GC_DELAY="2days"\nMESOS_DOCKER_CONFIG="{\\"auths\\":{}}"\n')
    const leader = written(changes('mesos-leader', contextFor(cluster, 'node-1')), '/etc/mantl/leader.env').content.text
    expect(leader).toContain('MESOS_OFFER_TIMEOUT="1mins"\n')
  })
})

describe('ZooKeeper', () => {
  it('numbers the members by their place in the group', () => {
    const context = contextFor(clusterFrom(five), 'node-2')
    const all = changes('zookeeper', context)
    expect(written(all, '/var/lib/zookeeper/myid').content.text).toBe('2\n')
    expect(written(all, '/etc/mantl/zookeeper/zoo.cfg').content.text).toContain('server.3=node-3:2888:3888')
  })

  it('the super user is known by a digest, in a file that is its own', () => {
    const context = contextFor(clusterFrom(five.replace('vars: {', 'vars: { zk_super_user_secret: s,')), 'node-2')
    const { mode, owner, content } = written(changes('zookeeper', context), '/etc/mantl/zookeeper/zoo.cfg')
    expect([mode, owner, content.secret]).toEqual([0o600, 'zookeeper:zookeeper', true])
    // echo -n super:s | openssl dgst -sha1 -binary | base64
    expect(content.text).toContain('DigestAuthenticationProvider.superDigest=super:BDYfsKZtexvW+zRgsJ2N0pMNlLY=')
  })
})

describe('a follower secret that changes', () => {
  const path = '/etc/mantl/leader-credentials'
  const old = [{ principal: 'follower', secret: 'old' }]
  const context = contextFor(clusterFrom(five), 'node-1')
  const held = (credentials: unknown, sha256: string) =>
    statedFacts([
      [credentialsFile, { path }, credentials],
      [fileFact, { path, show: false }, { kind: 'file', mode: 0o600, owner: 'mesos:mesos', sha256 }],
    ])
  const secretsOf = (text: string) =>
    (JSON.parse(text) as { credentials: { secret: string }[] }).credentials.map(({ secret }) => secret)

  it('leaders first accept both, then the new one alone', () => {
    const facts = held(old, 'of the old file')
    expect(secretsOf(written(changes('mesos-leader', context, facts), path).content.text)).toEqual(['new', 'old'])
    const final = changes('mesos-secrets', context, facts)
    expect(secretsOf(written(final, path).content.text)).toEqual(['new'])
    expect(final.some(({ kind }) => kind === 'restart-unit')).toBe(true)
  })

  it('a run that died between the waves is finished by the next', () => {
    const both = [{ principal: 'follower', secret: 'new' }, ...old]
    const facts = held(both, written(changes('mesos-leader', context, held(old, 'x')), path).content.sha256)
    expect(
      changes('mesos-leader', context, facts).some(change => change.kind === 'write-file' && change.path === path),
    ).toBe(false)
    expect(secretsOf(written(changes('mesos-secrets', context, facts), path).content.text)).toEqual(['new'])
  })

  it('without a change the last wave does nothing', () => {
    const facts = held([{ principal: 'follower', secret: 'new' }], 'x')
    expect(changes('mesos-secrets', context, facts)).toEqual([])
  })

  it('is written for its owner alone and never shown', () => {
    const change = written(changes('mesos-leader', context), path)
    expect([change.mode, change.owner, change.content.secret, change.before]).toEqual([
      0o600,
      'mesos:mesos',
      true,
      undefined,
    ])
  })
})
