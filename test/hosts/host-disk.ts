import { chown, copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { type HostRecord, hostFolder, type LabRecord, labFolder } from './lab-record.ts'

/** User ids that customize-image.sh gives: the first two ordinary users. */
const logins = [
  { home: 'root', id: 0 },
  { home: 'home/deploy', id: 1000 },
  { home: 'home/nosudo', id: 1001 },
]
const aptProxyPort = 3142

export const keyFile = (lab: string): string => join(labFolder(lab), 'id_ed25519')
export const knownHostsFile = (lab: string): string => join(labFolder(lab), 'known_hosts')
export const sshConfigFile = (lab: string): string => join(labFolder(lab), 'ssh_config')
export const aptProxyAddress = (record: LabRecord) => ({ ip: record.address, port: aptProxyPort })

/** Writes each host's own files into its upper folder, and the key, known_hosts and ssh_config of the lab beside them. */
export const createDisks = async (record: LabRecord): Promise<void> => {
  await createKey(keyFile(record.id), 'mantl test lab')
  const hostKeys = await Promise.all(record.hosts.map(host => createDisk(record, host)))
  await writeFile(knownHostsFile(record.id), hostKeys.join(''))
  await writeFile(sshConfigFile(record.id), record.hosts.map(host => sshConfig(record, host)).join('\n'))
}

/** Returns the host's line of known_hosts. */
const createDisk = async (record: LabRecord, host: HostRecord): Promise<string> => {
  const folder = hostFolder(record.id, host.name)
  const upper = join(folder, 'upper')
  await Promise.all(
    ['upper/etc/ssh', 'upper/etc/apt/apt.conf.d', 'work', 'root', 'ext4'].map(name => tree(folder, name)),
  )
  const { ip, port } = aptProxyAddress(record)
  await Promise.all([
    writeFile(join(upper, 'etc/hostname'), `${host.name}\n`),
    writeFile(join(upper, 'etc/hosts'), hostsFile(record)),
    writeFile(join(upper, 'etc/apt/apt.conf.d/95proxy'), `Acquire::http::Proxy "http://${ip}:${port}";\n`),
    ...logins.map(login => authorize(upper, login, `${keyFile(record.id)}.pub`)),
  ])
  if (host.disk !== undefined) await createFileSystem(join(folder, 'disk.img'), host.disk)
  const publicKey = await createKey(join(upper, 'etc/ssh/ssh_host_ed25519_key'), host.name)
  return `${host.ip},${host.name} ${publicKey}`
}

/** init-host.sh mounts it and moves the host's folder into it. */
const createFileSystem = async (image: string, megabytes: number): Promise<void> => {
  await execa('truncate', ['-s', `${megabytes}M`, image])
  await execa('mkfs.ext4', [
    '-q',
    '-F',
    '-m',
    '0',
    '-N',
    '20000',
    '-E',
    'lazy_itable_init=0,lazy_journal_init=0',
    image,
  ])
}

const tree = (folder: string, name: string) => mkdir(join(folder, name), { recursive: true, mode: 0o755 })

const hostsFile = (record: LabRecord): string =>
  ['127.0.0.1 localhost', ...record.hosts.map(({ ip, name }) => `${ip} ${name}`), ''].join('\n')

const authorize = async (upper: string, { home, id }: (typeof logins)[number], publicKey: string): Promise<void> => {
  const folder = join(upper, home, '.ssh')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await copyFile(publicKey, join(folder, 'authorized_keys'))
  for (const path of [join(upper, home), folder, join(folder, 'authorized_keys')]) await chown(path, id, id)
}

/** Returns the public half, with its newline. */
const createKey = async (file: string, comment: string): Promise<string> => {
  await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file])
  const { stdout } = await execa('cat', [`${file}.pub`])
  return `${stdout}\n`
}

const sshConfig = (record: LabRecord, host: HostRecord): string =>
  [
    `Host ${host.name} ${host.ip}`,
    `  HostName ${host.ip}`,
    '  User root',
    `  IdentityFile ${keyFile(record.id)}`,
    '  IdentitiesOnly yes',
    `  UserKnownHostsFile ${knownHostsFile(record.id)}`,
    '',
  ].join('\n')
