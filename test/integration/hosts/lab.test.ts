import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Footprint, footprint } from '../../hosts/footprint.ts'
import { createLab, type Lab } from '../../hosts/lab.ts'
import { lightHosts } from '../../hosts/light-hosts.ts'
import { sweep } from '../../hosts/remove-lab.ts'
import { canRunHosts } from '../../hosts/requirements.ts'

const nothing: Footprint = { cgroups: [], networks: [], mounts: [], labs: [], processes: [] }

/** `patience`: seconds until a host that says nothing is given up. */
const ssh = async (lab: Lab, target: string, command: string, patience = 60) => {
  const timeout = `ConnectTimeout=${patience}`
  const argv = ['ssh', '-F', lab.sshConfigFile, '-o', 'BatchMode=yes', '-o', timeout, target, command]
  const { exitCode, stdout, stderr } = await lab.runInside(argv, { reject: false })
  return { exitCode, stdout, stderr }
}

test('this machine can run test hosts', async () => {
  expect(await canRunHosts()).toEqual([])
})

test('where they cannot run, the reason is told', async () => {
  const program = `
    const { canRunHosts } = await import(${JSON.stringify(join(import.meta.dirname, '../../hosts/requirements.ts'))})
    console.log(JSON.stringify(await canRunHosts()))`
  const missing = async (options: { readonly uid?: number; readonly env?: Record<string, string> }) => {
    const node = spawn(process.execPath, ['--input-type=module', '--eval', program], { ...options, stdio: 'pipe' })
    const [line] = (await once(createInterface(node.stdout), 'line')) as [string]
    return JSON.parse(line)
  }
  expect(await missing({ uid: 65534 })).toEqual(['root is needed'])
  const withoutTools = await missing({ env: { PATH: '/usr/bin:/bin' } })
  expect(withoutTools).toEqual([
    expect.stringMatching(/^not on the PATH: .*apt-cacher-ng.*\(apt-get install .*mmdebstrap/),
  ])
})

describe('three hosts with systemd', () => {
  let lab: Lab
  beforeAll(async () => {
    const names = ['leader1', 'leader2', 'follower1']
    lab = await createLab({ hosts: names.map((name, index) => ({ name, ip: `10.10.0.${11 + index}` })) })
  })
  afterAll(() => lab?.close())

  test('systemd runs without a failed unit', async () => {
    for (const host of lab.hosts) {
      const state = await host.exec(['systemctl', 'is-system-running', '--wait'])
      const failed = await host.exec(['systemctl', '--failed', '--plain', '--no-legend'])
      expect([host.name, state.stdout, failed.stdout]).toEqual([host.name, 'running\n', ''])
    }
  })

  test.each([
    ['root', '0', 0],
    ['deploy', '1000', 0],
    ['nosudo', '1001', 1],
  ])('%s logs in by key with a checked host key', async (user, id, sudo) => {
    expect(await ssh(lab, `${user}@leader2`, 'id -u')).toEqual({ exitCode: 0, stdout: id, stderr: '' })
    expect((await ssh(lab, `${user}@leader2`, 'sudo -n true')).exitCode).toBe(sudo)
  })

  test('a key that is not authorized is refused', async () => {
    const argv = ['ssh', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null']
    const { exitCode, stderr } = await lab.runInside([...argv, '-o', 'IdentityFile=/dev/null', '10.10.0.11'], {
      reject: false,
    })
    expect(exitCode).toBe(255)
    expect(stderr).toContain('Permission denied (publickey')
  })

  test('hosts know each other by name', async () => {
    expect((await ssh(lab, 'leader1', 'getent hosts follower1')).stdout).toMatch(/^10\.10\.0\.13 +follower1$/)
    expect((await lab.host('leader1').exec(['ping', '-c', '1', 'leader2'])).exitCode).toBe(0)
  })

  test('there is no way out but to packages, and that way works', async () => {
    const host = lab.host('leader1')
    expect((await host.exec(['ip', 'route', 'show', 'default'])).stdout).toBe('')
    expect((await host.exec(['apt-get', 'update'])).exitCode).toBe(0)
    expect((await host.exec(['apt-get', 'install', '--yes', 'tree'])).exitCode).toBe(0)
    expect((await host.exec(['tree', '--version'])).stdout).toContain('tree v')
  })

  test('exec passes input, output and exit code', async () => {
    const host = lab.host('leader1')
    expect(await host.exec(['sh', '-c', 'cat; echo e >&2; exit 3'], { input: 'in' })).toEqual({
      exitCode: 3,
      stdout: 'in',
      stderr: 'e\n',
    })
  })

  test('a pulled cable is silence, and heals', async () => {
    const host = lab.host('leader2')
    await host.partition()
    expect((await lab.host('leader1').exec(['ping', '-c', '1', '-W', '1', 'leader2'])).exitCode).not.toBe(0)
    expect((await ssh(lab, 'leader2', 'true', 2)).exitCode).toBe(255)
    await host.heal()
    expect((await ssh(lab, 'leader2', 'true')).exitCode).toBe(0)
  })

  test('a frozen host accepts connections and says nothing', async () => {
    const host = lab.host('leader2')
    await host.freeze()
    const { exitCode, stderr } = await ssh(lab, 'leader2', 'true', 2)
    await host.thaw()
    expect([exitCode, stderr]).toEqual([255, expect.stringContaining('banner exchange')])
    expect((await ssh(lab, 'leader2', 'true')).exitCode).toBe(0)
  })

  test('a crash loses what ran, not what the disk holds', async () => {
    const host = lab.host('follower1')
    await host.exec(['sh', '-c', 'echo kept > /etc/kept; echo kept > /var/lib/ext4/kept; echo lost > /run/lost'])
    await host.crash()
    await expect(host.exec(['true'])).rejects.toMatchObject({ code: 'hosts.down' })
    expect((await ssh(lab, 'follower1', 'true', 2)).exitCode).toBe(255)
    await host.boot()
    expect((await ssh(lab, 'follower1', 'cat /etc/kept /var/lib/ext4/kept; ls /run/lost')).stdout).toBe('kept\nkept')
  })

  test('a reboot asked for inside brings the host back', async () => {
    const host = lab.host('follower1')
    await host.exec(['sh', '-c', 'echo kept > /etc/kept; echo lost > /run/lost'])
    await host.reboot()
    expect((await ssh(lab, 'follower1', 'cat /etc/kept; ls /run/lost')).stdout).toBe('kept')
  })

  test('limits bite: a unit over its memory is killed, one over its processes cannot fork', async () => {
    const host = lab.host('leader1')
    const unit = (property: string, script: string) =>
      host.exec(['systemd-run', '--quiet', '--wait', '--pipe', '--property', property, 'sh', '-c', script])
    // An endless line: tail keeps all of it.
    expect(await unit('MemoryMax=16M', 'tail /dev/zero')).toMatchObject({ exitCode: 137 })
    const forks = await unit('TasksMax=3', 'sleep 60 & sleep 60 & sleep 60 & sleep 60 & wait')
    expect(forks.stderr).toContain('Cannot fork')
  })

  test('kernel settings of the machine are out of reach, those of the network are not', async () => {
    const host = lab.host('leader1')
    expect((await host.exec(['sh', '-c', 'echo 1 > /proc/sys/vm/swappiness'])).exitCode).not.toBe(0)
    expect((await host.exec(['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward'])).exitCode).toBe(0)
  })

  test('a library in this process reaches a host', async () => {
    const relay = await lab.connectThrough('leader1', 22)
    const { connect } = await import('node:net')
    const socket = connect(relay.port, '127.0.0.1')
    const [banner] = await once(socket, 'data')
    socket.destroy()
    await relay.close()
    expect(String(banner)).toMatch(/^SSH-2\.0-/)
  })
})

test('a closed lab leaves nothing behind, even with a program running in it', async () => {
  const lab = await createLab({ hosts: [{ name: 'a' }, { name: 'b' }] })
  const left = lab.runInside(['sleep', '1000'], { reject: false })
  expect((await footprint(lab.id)).networks).toEqual([lab.id, `${lab.id}-a`, `${lab.id}-b`])
  await lab.close()
  expect((await left).signal).toBe('SIGKILL')
  expect(await footprint(lab.id)).toEqual(nothing)
})

test('a lab that cannot start leaves nothing behind', async () => {
  const hosts = [{ name: 'fine' }, { name: 'unreachable', ip: '10.10.0.999' }]
  await expect(createLab({ hosts })).rejects.toThrow('10.10.0.999')
  expect(await footprint('-unreachable')).toEqual(nothing)
})

test('what a killed process leaves is swept', async () => {
  const program = `
    const { createLab } = await import(${JSON.stringify(join(import.meta.dirname, '../../hosts/lab.ts'))})
    console.log((await createLab({ hosts: [{ name: 'a' }] })).id)
    setInterval(() => {}, 1000)`
  const owner = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [id] = (await once(createInterface(owner.stdout), 'line')) as [string]
  expect(await sweep()).not.toContain(id)
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  await sweep()
  // Whoever makes a lab sweeps first: another test may have been quicker, and still be at it.
  await expect.poll(() => footprint(id), { timeout: 60_000, interval: 100 }).toEqual(nothing)
})

test('light hosts run sshd alone', async () => {
  const lab = await lightHosts(3)
  const { stdout } = await ssh(lab, 'l1', 'ps -e -o comm=')
  await lab.close()
  const ours = ['bash', 'ps']
  expect(new Set(stdout.split('\n').filter(name => !ours.includes(name)))).toEqual(new Set(['sshd']))
})

test('zookeeper installs for real from its prepared layer', async () => {
  const lab = await createLab({ hosts: [{ name: 'a', layer: 'zookeeper-cached' }] })
  const host = lab.host('a')
  const before = await host.exec(['dpkg-query', '--show', 'zookeeper'])
  const install = await host.exec(['sh', '-c', 'apt-get update && apt-get install --yes zookeeper'])
  const after = await host.exec(['dpkg-query', '--show', 'zookeeper'])
  await lab.close()
  expect([before.exitCode, install.exitCode, after.exitCode]).toEqual([1, 0, 0])
})
