import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createLab, type Lab } from '../../../hosts/lab.ts'
import { type Controller, createController } from '../controller.ts'
import { type ArmedHost, armedHost } from './armed-host.ts'
import { type Resident, resident } from './resident.ts'

/** What a version of the inventory changes: one thing of each kind, and what the leader reads. */
export interface Versions {
  readonly things: number
  readonly secret: number
  readonly leader: number
  /** Odd: what is for the host itself is switched on, and a mode is another one. */
  readonly settings: number
}

/** A leader, on which the faults fall, and a follower beside it. */
export interface FaultyCluster {
  readonly lab: Lab
  readonly controller: Controller
  /** Carries out what faults do not fall on. */
  readonly mantl: Resident['mantl']
  readonly armed: ArmedHost
  readonly inventory: string
  /** Writes the inventory, or one beside it. */
  write(versions: Versions, name?: string): Promise<string>
  close(): Promise<void>
}

/** What an operator might have beside the inventory; each version has an account, folders and files of its own. */
const things = `export default ({ content, directory, file, group, installed, link, user }) => ({
  meaning: 'one of each kind of change',
  plays: () => true,
  operations: ({ host }) => {
    const version = String(host.variable('version'))
    const app = 'app' + version
    return [
      group(app),
      user({ name: app, group: app, home: '/nonexistent' }),
      directory({ path: '/srv/things/' + version + '/deep', mode: 0o750, owner: app + ':' + app }),
      file({ path: '/srv/things/' + version + '/new', mode: 0o640, content: content('new in ' + version + '\\n') }),
      file({ path: '/etc/things.conf', mode: 0o640, owner: 'root:' + app, content: content(version.repeat(9000) + '\\n') }),
      file({ path: '/etc/things.secret', mode: 0o600, content: content('secret ' + host.variable('secret'), { secret: true }) }),
      directory({ path: '/srv/shared', mode: host.variable('settings') ? 0o2770 : 0o755, owner: 'daemon:daemon' }),
      link({ path: '/srv/things/current', target: '/srv/things/' + version }),
      installed(['hello']),
    ]
  },
})
`

const text = (lab: Lab, { things, secret, leader, settings }: Versions) => `all:
  vars:
    mesos_work_dir: /var/lib/mesos
    mesos_isolation: posix/cpu,posix/mem
    mesos_cluster: cluster-${leader}
    version: "v${things}"
    secret: "s${secret}"
    settings: ${settings % 2 === 1}
    mantl_hosts_file: ${settings % 2 === 1}
    mantl_limits: ${settings % 2 === 1 ? '{ nofile: 4096 }' : '{}'}
    mantl_logrotate: ${settings % 2 === 0}
    ansible_user: deploy
    ansible_become: true
  hosts:
    node-1: { ansible_host: ${lab.hosts[0]!.ip}, mesos_mode: leader }
    node-2: { ansible_host: ${lab.hosts[1]!.ip} }
`

const diskMegabytes = 1200

export const faultyCluster = async (): Promise<FaultyCluster> => {
  const lab = await createLab({ hosts: [{ name: 'h1', disk: diskMegabytes }, { name: 'h2' }] })
  const controller = await createController(lab)
  await mkdir(join(controller.folder, 'roles'))
  await writeFile(join(controller.folder, 'roles/things.js'), things)
  const write = (versions: Versions, name = 'cluster.yml') => controller.write(name, text(lab, versions))
  const inside = resident(lab, controller)
  return {
    lab,
    controller,
    mantl: inside.mantl,
    armed: await armedHost(lab, 'h1'),
    inventory: await write({ things: 0, secret: 0, leader: 0, settings: 0 }),
    write,
    close: async () => {
      await inside.close()
      await controller.close()
      await lab.close()
    },
  }
}
