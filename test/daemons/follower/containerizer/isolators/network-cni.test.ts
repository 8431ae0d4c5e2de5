import { describe, expect, it } from 'vitest'
import type { Container } from '../../../../../src/daemons/follower/containerizer/container.ts'
import {
  type IsolatorSettings,
  isRefusal,
} from '../../../../../src/daemons/follower/containerizer/isolators/isolator.ts'
import { networkCni } from '../../../../../src/daemons/follower/containerizer/isolators/network/cni.ts'
import { networkPorts } from '../../../../../src/daemons/follower/containerizer/isolators/network/ports.ts'
import type { LaunchSpec } from '../../../../../src/daemons/follower/containerizer/launch-spec.ts'
import type { NetworkInfo } from '../../../../../src/mesos/messages/container.ts'

const flags = { cgroups_enable_cfs: false, cgroups_limit_swap: false, revocable_cpu_low_priority: true }
const settings: IsolatorSettings = {
  ...flags,
  work_dir: '/w',
  runtime_dir: '/run/m',
  network_cni_plugins_dir: '/p:/q',
  network_cni_config_dir: '/c',
  host_files: ['/etc/hosts', '/etc/resolv.conf'],
}
const spec: LaunchSpec = {
  process: { args: ['true'], env: ['LIBPROCESS_IP=1.2.3.4', 'A=b'], cwd: '/' },
  linux: { cgroupsPath: 'c', controllers: [], resources: {} },
}
const base: Container = { id: 'o', kind: 'executor', command: {}, directory: '/s', resources: { cpus: 1, mem: 1 } }
const on = (network_infos: NetworkInfo[], more: Partial<Container> = {}): Container => ({
  ...base,
  info: { type: 'MESOS', network_infos },
  ...more,
})
const prepared = (container: Container, given: Partial<IsolatorSettings> = {}) => {
  const amended = networkCni.prepare!(spec, container, { ...settings, ...given })
  if (isRefusal(amended)) throw new Error(amended.refused)
  return amended
}
const image = { backend: 'copy' as const, layers: [], rootfs: '/r', config: {} }
const outer = on([{ name: 'a' }], { info: { type: 'MESOS', network_infos: [{ name: 'a' }], hostname: 'box' } })
const mountsOf = ({ mounts }: LaunchSpec) => mounts?.map(({ source, destination }) => `${source} ${destination}`)

describe('network/cni', () => {
  it('leaves alone who names no network', () => {
    expect(prepared(base)).toBe(spec)
    expect(prepared(on([{ ip_addresses: [{ ip_address: '1.1.1.1' }] }]))).toBe(spec)
  })

  it('gives an image the files of the host, to be read', () =>
    expect(prepared({ ...base, image }).mounts).toEqual(
      ['/etc/hosts', '/etc/resolv.conf'].map(path => ({
        destination: path,
        source: path,
        type: 'bind',
        options: ['bind', 'ro', 'nosuid', 'nodev', 'noexec'],
      })),
    ))

  it('plans to join what is named, in its order', () => {
    const dns = { mesos: [{ network_mode: 'CNI', dns: { nameservers: ['9.9.9.9'] } }] }
    const made = prepared(on([{ name: 'a' }, {}, { name: 'b' }]), { default_container_dns: dns })
    const common = { dns: { nameservers: ['9.9.9.9'] } }
    expect(made.preparations).toEqual([
      {
        kind: 'network',
        plan: {
          containerId: 'o',
          folder: '/run/m/isolators/network/cni/o',
          hostname: 'o',
          networks: [
            { name: 'a', interface: 'eth0', info: { name: 'a' }, ...common },
            { name: 'b', interface: 'eth1', info: { name: 'b' }, ...common },
          ],
          configFolder: '/c',
          pluginFolders: ['/p', '/q'],
        },
      },
    ])
    expect(made.linux.namespaces).toEqual([
      { type: 'network', path: '/run/m/isolators/network/cni/o/ns' },
      { type: 'uts' },
      { type: 'mount' },
    ])
    expect(made.process.env).toEqual(['A=b', 'LIBPROCESS_IP=0.0.0.0'])
    expect(made.hostname).toBe('o')
    expect(mountsOf(made)).toEqual([
      '/run/m/isolators/network/cni/o/hosts /etc/hosts',
      '/run/m/isolators/network/cni/o/resolv.conf /etc/resolv.conf',
    ])
  })

  it('makes all files in an image, and notes them in the work folder if told to', () =>
    expect(mountsOf(prepared(on([{ name: 'a' }], { image }), { network_cni_root_dir_persist: true }))).toEqual(
      ['hosts', 'hostname', 'resolv.conf'].map(file => `/w/isolators/network/cni/o/${file} /etc/${file}`),
    ))

  it('lets a framework have its own LIBPROCESS_IP', () => {
    const command = { environment: { variables: [{ name: 'LIBPROCESS_IP', value: '5.5.5.5' }] } }
    expect(prepared(on([{ name: 'a' }], { command })).process.env).toEqual(spec.process.env)
  })

  const inner = (more: Partial<Container>): Container => ({
    ...base,
    id: 'o/i',
    kind: 'nested',
    parent: outer,
    ...more,
  })

  it('lets who is within share it, at any depth', () => {
    for (const container of [inner({}), inner({ id: 'o/i/j', parent: inner({}) })]) {
      const made = prepared(container)
      expect(made.preparations).toBeUndefined()
      expect(made.linux.namespaces).toContainEqual({ type: 'network', path: '/run/m/isolators/network/cni/o/ns' })
      expect(made.hostname).toBe('box')
    }
  })

  it('lets who is within have its own, or the host’s', () => {
    const own = prepared(inner({ info: { type: 'MESOS', network_infos: [{ name: 'b' }] } }))
    expect(own.linux.namespaces).toContainEqual({ type: 'network', path: '/run/m/isolators/network/cni/o.i/ns' })
    expect(own.hostname).toBe('i')
    expect(prepared(inner({ info: { type: 'MESOS', network_infos: [{}] } }))).toBe(spec)
  })

  it('leaves a debug container to its parent’s namespaces', () => {
    const made = prepared(inner({ kind: 'debug' }))
    expect(made.linux).toBe(spec.linux)
    expect(made.process.env).toContain('LIBPROCESS_IP=0.0.0.0')
  })

  it.each([
    [on([{ name: 'a' }, { name: 'a' }]), "'a' is named twice"],
    [on([{ name: 'a' }], { kind: 'standalone' }), 'standalone'],
    [on([{ name: 'a', port_mappings: [{ host_port: 0, container_port: 1 }] }]), '0 is no port'],
    [on([{ port_mappings: [{ host_port: 1, container_port: 1 }] }]), 'a network that is named'],
    [{ ...outer, info: { ...outer.info!, hostname: 'a\nb' } }, 'is no host name'],
    [{ ...outer, info: { ...outer.info!, hostname: '-x' } }, 'is no host name'],
  ] as const)('refuses %j', (container, says) => expect(() => prepared(container)).toThrow(says))

  it('refuses networks where no folder of them is given', () =>
    expect(() => prepared(outer, { network_cni_config_dir: undefined })).toThrow("there is no network 'a'"))

  it.each([
    [{ root: false }, {}, 'root'],
    [{ root: true }, { network_cni_plugins_dir: undefined }, '--network_cni_plugins_dir'],
    [{ root: true }, { network_cni_config_dir: '' }, '--network_cni_config_dir'],
    [{ root: true }, {}, undefined],
    [{ root: false }, { network_cni_plugins_dir: undefined, network_cni_config_dir: undefined }, undefined],
  ])('on a machine with %j and %j', (machine, given, says) => {
    const reason = networkCni.impossible!(
      { cgroups: undefined, controllers: [], ...machine },
      { ...settings, ...given },
    )
    if (says === undefined) expect(reason).toBeUndefined()
    else expect(reason).toContain(says)
  })
})

describe('network/ports', () => {
  const machine = { root: true, cgroups: 'v1' as const, controllers: [] }
  it.each([
    [machine, {}, undefined],
    [{ ...machine, root: false }, {}, 'linux launcher'],
    [machine, { launcher: 'posix' }, 'linux launcher'],
    [machine, { check_agent_port_range_only: true, container_ports_isolated_range: '[1-2]' }, 'exclude each other'],
  ])('with %j and %j', (given, more, says) => {
    const reason = networkPorts.impossible!(given, { ...settings, ...more })
    if (says === undefined) expect(reason).toBeUndefined()
    else expect(reason).toContain(says)
  })
})
