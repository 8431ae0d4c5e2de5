import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runTask, type TaskOptions, until } from './follower-process.ts'
import { canJoinNetworks, NetworkLab } from './network-lab.ts'

describe.skipIf(!canJoinNetworks)('networks', () => {
  let lab: NetworkLab

  beforeAll(async () => {
    lab = new NetworkLab()
    const dns = { mesos: [{ network_mode: 'CNI', network_name: 'plain', dns: { nameservers: ['192.0.2.1'] } }] }
    await lab.open([
      '--isolation=cgroups/cpu,cgroups/mem,network/ports',
      `--default_container_dns=${JSON.stringify(dns)}`,
      '--container_ports_watch_interval=200ms',
      '--enforce_container_ports',
      '--container_ports_isolated_range=[31000-31999]',
    ])
    lab.write('garbage', '{')
  })
  afterAll(async () => {
    const left = await lab.leaks()
    await lab.close()
    expect(left).toEqual([])
  })

  const run = (id: string, command: string, networks: readonly object[], options: TaskOptions = {}) =>
    lab.master.send(
      'RunTaskMessage',
      runTask(lab.master.agentId, id, command, {
        container: { type: 'MESOS', network_infos: networks, ...(options.more as object) },
        ...options,
        more: undefined,
      }),
    )
  it('a container has an address, a name and files of its own', async () => {
    const command =
      'ip -4 -o addr; ip route; hostname; cat /etc/hostname /etc/hosts /etc/resolv.conf; echo $LIBPROCESS_IP; sleep 1000'
    await run('own', command, [{ name: 'plain' }], { more: { hostname: 'box' } })
    const { container_status } = await lab.master.status('own', 'TASK_RUNNING')
    const [info] = container_status.network_infos
    expect(info).toMatchObject({ name: 'plain', ip_addresses: [{ protocol: 'IPv4' }] })
    const ip = info.ip_addresses[0].ip_address
    expect(ip).toMatch(/^10\.91\.0\.\d+$/)
    await until(() => lab.follower.read('own', 'stdout').includes('0.0.0.0'), 'all is said')
    const said = lab.follower.read('own', 'stdout')
    expect(said).toContain(`eth0    inet ${ip}/24`)
    expect(said).toContain('default via 10.91.0.1 dev eth0')
    expect(said).toContain(`\nbox\nbox\n127.0.0.1 localhost\n${ip} box\nnameserver 192.0.2.1\n0.0.0.0\n`)
    expect(said).toMatch(/lo +inet 127\.0\.0\.1/)
    expect(lab.inside.run('busybox', 'ping', '-c1', '-W5', ip)).toContain('1 packets received')
    const containers = await lab.follower.get('/containers')
    expect(containers[0].statistics.net_rx_bytes).toBeGreaterThan(0)
    expect(execFileSync('hostname', { encoding: 'utf8' })).not.toBe('box\n')
    await lab.kill('own')
  })

  it('starting tells no address, for there is none yet', async () =>
    expect((await lab.master.status('own', 'TASK_STARTING')).container_status.network_infos ?? []).toEqual([]))

  it('joins several, in order', async () => {
    await run('two', 'ip -4 -o addr', [{ name: 'second' }, { name: 'plain' }])
    const { container_status } = await lab.master.status('two', 'TASK_FINISHED')
    expect(container_status.network_infos.map(({ name }: { name: string }) => name)).toEqual(['second', 'plain'])
    expect(lab.follower.read('two', 'stdout')).toMatch(/eth0 +inet 10\.92\.0\.[\s\S]*eth1 +inet 10\.91\.0\./)
  })

  const server = (text: string) => `while :; do echo ${text} | busybox nc -l -p 80; done`

  it.each([
    ['chain', 'tcp'],
    ['mapped', 'TCP'],
  ])('ports of the host lead into containers of %s', async (network, protocol) => {
    const id = `ports-${network}`
    const port = network === 'chain' ? 31500 : 31501
    await run(id, server(network), [
      { name: network, port_mappings: [{ host_port: port, container_port: 80, protocol }] },
    ])
    const { container_status } = await lab.master.status(id, 'TASK_RUNNING')
    expect(container_status.network_infos[0].port_mappings).toMatchObject([{ host_port: port, container_port: 80 }])
    const gateway = network === 'chain' ? '10.93.0.1' : '10.94.0.1'
    let answer = ''
    await until(() => {
      answer = tried(() => lab.inside.run('busybox', 'nc', '-w', '2', gateway, String(port)))
      return answer.includes(network)
    }, `the port answers ${answer}`)
    await lab.kill(id)
    await until(() => !lab.inside.run('iptables', '-t', 'nat', '-S').includes(`--dport ${port}`), 'the rules go')
  })

  it('a plugin that fails ends the launch with its words, and leaves nothing', async () => {
    await run('refused', 'true', [{ name: 'broken' }])
    const { message, reason } = await lab.master.status('refused', 'TASK_FAILED')
    expect(message).toContain("the network plugin 'refuser' failed (ADD): no room here")
    expect(reason).toBe('REASON_CONTAINER_LAUNCH_FAILED')
    await until(() => lab.leased('broken').length === 0, 'its address is given back')
  })

  it('names that nobody knows are told, with what could not be read', async () => {
    await run('unknown', 'true', [{ name: 'nowhere' }])
    const { message } = await lab.master.status('unknown', 'TASK_FAILED')
    expect(message).toContain("there is no network 'nowhere'")
    expect(message).toContain('garbage.conf')
    await run('twice', 'true', [{ name: 'plain' }, { name: 'plain' }])
    expect((await lab.master.status('twice', 'TASK_FAILED')).message).toContain("'plain' is named twice")
  })

  it('a network that is written down now is there for the next container', async () => {
    lab.write('new', { name: 'new', cniVersion: '1.0.0', type: 'loopback' })
    await run('late', 'true', [{ name: 'new' }])
    await lab.master.status('late', 'TASK_FINISHED')
  })

  it('who is on the host’s network listens on his own ports alone', async () => {
    const ports = {
      name: 'ports',
      type: 'RANGES',
      ranges: { range: [{ begin: 31000, end: 31000 }] },
      allocation_info: { role: 'dev' },
    }
    const resources = [...runTask('', '', '').task.resources, ports]
    await run('fair', 'busybox nc -l -p 31000', [], { resources })
    await lab.master.status('fair', 'TASK_RUNNING')
    await run('thief', 'busybox nc -l -p 31001', [], { resources })
    const { message, reason, limitation } = await lab.master.status('thief', 'TASK_FAILED')
    expect(message).toContain('[31001-31001]')
    expect(reason).toBe('REASON_CONTAINER_LIMITATION')
    expect(limitation.resources).toMatchObject([{ name: 'ports', ranges: { range: [{ begin: 31001, end: 31001 }] } }])
    expect(lab.master.states('fair')).toEqual(['TASK_STARTING', 'TASK_RUNNING'])
    await lab.kill('fair')
  })

  it('lives through our end, and is left by who comes after us', async () => {
    await run('lasting', 'sleep 1000', [{ name: 'plain' }])
    const before = (await lab.master.status('lasting', 'TASK_RUNNING')).container_status.network_infos
    await lab.follower.acknowledged('lasting')
    await lab.follower.kill('SIGKILL')
    await lab.follower.start()
    await lab.kill('lasting')
    const { container_status } = await lab.master.status('lasting', 'TASK_KILLED')
    expect(container_status.network_infos).toEqual(before)
  })

  it('what we were about to join when we were killed is left, and its plugin ends', async () => {
    await run('slow', 'true', [{ name: 'slow' }])
    const sleeping = join(lab.follower.folder, 'sleeping')
    await until(() => existsSync(sleeping), 'the plugin works')
    expect(lab.leased('slow')).toHaveLength(1)
    await lab.follower.kill('SIGKILL')
    await lab.follower.start()
    await until(() => lab.leased('slow').length === 0, 'the address is given back')
    await until(() => lab.master.states('slow').length > 1, 'the task is told of')
    expect(lab.master.states('slow')).not.toContain('TASK_RUNNING')
  })

  it('what a reboot has taken is given back: addresses have outlived it', async () => {
    await run('rebooted', 'sleep 1000', [{ name: 'plain' }])
    const { container_status } = await lab.master.status('rebooted', 'TASK_RUNNING')
    await lab.follower.acknowledged('rebooted')
    await lab.follower.kill('SIGKILL')
    const id = container_status.container_id.value
    const folder = join(lab.follower.workDir, 'isolators/network/cni', id)
    expect(readFileSync(join(folder, 'plain/network.conf'), 'utf8')).toContain('"name":"plain"')
    // What a reboot does: no process, no namespace, no records below --runtime_dir.
    process.kill(container_status.executor_pid, 'SIGKILL')
    execFileSync('umount', [join(folder, 'ns')])
    await until(() => !existsSync(`/proc/${container_status.executor_pid}`), 'the process is gone')
    execFileSync('sh', ['-c', `rm -rf "${lab.follower.folder}"/run/containers/*`])
    await lab.follower.start()
    await until(
      () => !existsSync(folder),
      'its networks are left',
      () => lab.follower.log,
    )
  })
})

const tried = (what: () => string): string => {
  try {
    return what()
  } catch {
    return ''
  }
}
