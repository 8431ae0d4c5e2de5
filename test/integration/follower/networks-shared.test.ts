import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { busyboxImage, writeDockerArchive } from '../../support/images/build.ts'
import { runTask, until } from './follower-process.ts'
import { canJoinNetworks, NetworkLab } from './network-lab.ts'

const mesos = { image: { type: 'DOCKER', docker: { name: 'busybox' } } }
const plain = { network_infos: [{ name: 'plain' }] }

/** Containers with images, and containers within others. */
describe.skipIf(!canJoinNetworks)('networks of containers that belong together', () => {
  let lab: NetworkLab

  beforeAll(async () => {
    lab = new NetworkLab()
    await lab.open([])
    const { folder } = lab.follower
    await lab.follower.kill('SIGTERM')
    writeDockerArchive(folder, busyboxImage())
    await lab.follower.start([
      '--isolation=filesystem/linux,docker/runtime,posix/cpu',
      '--image_providers=DOCKER',
      `--docker_registry=${folder}`,
      `--docker_store_dir=${folder}/store`,
    ])
  })
  afterAll(async () => {
    const left = await lab.leaks()
    await lab.close()
    expect(left).toEqual([])
  })

  const run = (id: string, command: string, container: object) =>
    lab.master.send(
      'RunTaskMessage',
      runTask(lab.master.agentId, id, command, { container: { type: 'MESOS', ...container } }),
    )
  const call = async (body: object) => {
    const response = await fetch(`http://127.0.0.1:${lab.follower.port}/api/v1`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${response.status} ${text}`)
    return text === '' ? {} : JSON.parse(text)
  }
  const addresses = 'ip -4 -o addr | grep eth; hostname; cat /etc/hosts'

  it('an image has the files of its network, or the host’s', async () => {
    await run('image', `${addresses}; ls /sys/class/net; cat /etc/resolv.conf >/dev/null && echo resolves`, {
      mesos,
      ...plain,
    })
    const { container_status } = await lab.master.status('image', 'TASK_FINISHED')
    const ip = container_status.network_infos[0].ip_addresses[0].ip_address
    const said = lab.follower.read('image', 'stdout')
    expect(said).toContain(`inet ${ip}/24`)
    expect(said).toContain(`${ip} ${container_status.container_id.value}`)
    expect(said).toContain('eth0\nlo\nresolves')
    await run('image-on-host', 'cat /etc/hosts; echo x >>/etc/hosts', { mesos })
    const { container_status: status } = await lab.master.status('image-on-host', 'TASK_FAILED')
    expect(status.network_infos).toEqual([{ ip_addresses: [{ ip_address: '127.0.0.1' }] }])
    expect(lab.follower.read('image-on-host', 'stdout')).toBe(readFileSync('/etc/hosts', 'utf8'))
  })

  it('who is in a container is in its networks, unless he names others', async () => {
    await run('outer', 'sleep 1000', plain)
    const { container_status } = await lab.master.status('outer', 'TASK_RUNNING')
    const ip = container_status.network_infos[0].ip_addresses[0].ip_address
    const parent = container_status.container_id
    const nested = async (value: string, container: object) => {
      const container_id = { value, parent }
      const command = { value: addresses, shell: true }
      await call({
        type: 'LAUNCH_NESTED_CONTAINER',
        launch_nested_container: { container_id, command, container: { type: 'MESOS', ...container } },
      })
      const { wait_nested_container } = await call({
        type: 'WAIT_NESTED_CONTAINER',
        wait_nested_container: { container_id },
      })
      expect(wait_nested_container.exit_status).toBe(0)
      return readFileSync(join(lab.follower.sandbox('outer'), 'containers', value, 'stdout'), 'utf8')
    }
    for (const container of [{}, { mesos }]) {
      const said = await nested(`same-${Object.keys(container).length}`, container)
      expect(said).toContain(`inet ${ip}/24`)
      expect(said).toContain(`${parent.value}\n127.0.0.1 localhost\n${ip} ${parent.value}\n`)
    }
    const other = await nested('other', { network_infos: [{ name: 'second' }] })
    expect(other).toMatch(/inet 10\.92\.0\./)
    expect(other).not.toContain(ip)
    expect(other).toContain('other\n127.0.0.1 localhost\n10.92')
    const { get_containers } = await call({ type: 'GET_CONTAINERS', get_containers: { show_nested: true } })
    expect(JSON.stringify(get_containers)).toContain(`"ip_address":"${ip}"`)
    const session = await fetch(`http://127.0.0.1:${lab.follower.port}/api/v1`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/recordio',
        'Message-Accept': 'application/json',
      },
      body: JSON.stringify({
        type: 'LAUNCH_NESTED_CONTAINER_SESSION',
        launch_nested_container_session: {
          container_id: { value: 'session', parent },
          command: { value: addresses, shell: true },
        },
      }),
    })
    const data = [...(await session.text()).matchAll(/"data":"([^"]*)"/g)].map(([, base64]) => base64!)
    expect(data.map(one => Buffer.from(one, 'base64').toString()).join('')).toContain(`${ip} ${parent.value}`)
    await lab.kill('outer')
  })

  it('tasks of a pod share its address, and know it', async () => {
    const { framework, task } = runTask(lab.master.agentId, 'one', `echo $MESOS_CONTAINER_IP; ${addresses}; sleep 1000`)
    const executor = {
      type: 'DEFAULT',
      executor_id: { value: 'pod' },
      framework_id: framework.id,
      container: { type: 'MESOS', ...plain },
      resources: task.resources,
    }
    await lab.master.send('RunTaskGroupMessage', { framework, executor, task_group: { tasks: [task] } })
    const { container_status } = await lab.master.status('one', 'TASK_RUNNING')
    const ip = container_status.network_infos[0].ip_addresses[0].ip_address
    expect(ip).toMatch(/^10\.91\.0\./)
    const { container_id } = container_status
    const sandbox = join(lab.follower.sandbox('pod'), 'containers', container_id.value)
    const said = () => readFileSync(join(sandbox, 'stdout'), 'utf8')
    await until(() => said().includes('localhost\n'), 'the task has spoken')
    expect(said()).toContain(`${ip}\n`)
    expect(said()).toContain(`inet ${ip}/24`)
    await lab.kill('one')
  })
})
