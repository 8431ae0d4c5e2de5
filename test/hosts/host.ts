import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa, type Options } from 'execa'
import { MantlError } from '../../src/errors.ts'
import { createCgroup, freezerOf, processesIn, removeCgroup, setFrozen } from './cgroups.ts'
import { copyDisk, useAgain, useCopy } from './disk-copy.ts'
import { insideLab } from './inside-lab.ts'
import { type HostRecord, hostFolder, type LabRecord } from './lab-record.ts'
import { setCable } from './network.ts'
import { kill, until } from './processes.ts'

export interface CommandResult {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

/** One machine of a lab. What changes its state returns when the change is complete: `boot` after the SSH banner. */
export interface TestHost {
  readonly name: string
  readonly ip: string
  /** Runs a command inside as root, without SSH. Any exit code is a result; a host that is down throws 'hosts.down'. */
  readonly exec: (argv: readonly string[], options?: { readonly input?: string }) => Promise<CommandResult>
  readonly boot: () => Promise<void>
  /** The power is cut. The disk stays; `boot` starts it again. */
  readonly crash: () => Promise<void>
  /** The same, and what its kernel had not written to the disk yet is lost. Only for a host with a disk of its own. */
  readonly losePower: () => Promise<void>
  /** Keeps the disk as it is now, for `returnToKept`. Both only for a host with a disk of its own. */
  readonly keepDisk: () => Promise<void>
  /** The host boots from the disk as it was kept. */
  readonly returnToKept: () => Promise<void>
  /** An orderly restart, as `systemctl reboot` does it. */
  readonly reboot: () => Promise<void>
  /** Nothing runs, while the kernel still accepts connections. */
  readonly freeze: () => Promise<void>
  readonly thaw: () => Promise<void>
  /** The cable is pulled. */
  readonly partition: () => Promise<void>
  readonly heal: () => Promise<void>
}

const script = (name: string): string => join(import.meta.dirname, name)
const bootSeconds = 120

export const testHost = (lab: LabRecord, host: HostRecord): TestHost => {
  const boot = async () => {
    await launch(lab, host)
    await awaitBanners(lab, [host])
  }
  return {
    name: host.name,
    ip: host.ip,
    boot,
    exec: (argv, options) => enter(host, argv, options),
    crash: () => crash(host),
    losePower: () => losePower(lab, host),
    keepDisk: () => keepDisk(lab, host),
    returnToKept: async () => {
      await crash(host)
      await useAgain(hostFolder(lab.id, host.name), keptDisk)
      await boot()
    },
    reboot: async () => {
      if (host.init === 'sshd') return crash(host).then(boot)
      const before = await initOf(host)
      await enter(host, ['systemctl', 'reboot'])
      if (!(await until(async () => ![before, undefined].includes(await initOf(host)), bootSeconds * 1000))) {
        throw new MantlError('hosts.no-reboot', `host ${host.name} does not restart`)
      }
      await awaitBanners(lab, [host])
    },
    freeze: () => setFrozen(host.cgroups, true),
    thaw: () => setFrozen(host.cgroups, false),
    partition: () => setCable(lab.id, host.index, 'down'),
    heal: () => setCable(lab.id, host.index, 'up'),
  }
}

/** Starts the host and returns at once. */
export const launch = async (lab: LabRecord, host: HostRecord): Promise<void> => {
  if (await initOf(host)) throw new MantlError('hosts.running', `host ${host.name} is running already`)
  await Promise.all(host.cgroups.map(createCgroup))
  const folder = hostFolder(lab.id, host.name)
  const log = openSync(join(folder, 'console.log'), 'a')
  const child = spawn('sh', [script('boot-host.sh'), host.netns], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      CGROUPS: host.cgroups.join(' '),
      HOST_NAME: host.name,
      HOST_LOWER: (lab.images[host.layer] ?? []).join(':'),
      HOST_DIR: folder,
      HOST_INIT: host.init,
    },
  })
  closeSync(log)
  await once(child, 'spawn')
  child.unref()
}

/** Returns when each host has greeted over SSH. */
export const awaitBanners = async (lab: LabRecord, hosts: readonly HostRecord[]): Promise<void> => {
  if (hosts.length === 0) return
  const argv = [process.execPath, script('wait-for-banner.ts'), String(bootSeconds), ...hosts.map(host => host.ip)]
  const { exitCode, stdout, stderr } = await insideLab(lab.id, argv, { reject: false })
  if (exitCode === 0) return
  const silent = hosts.filter(host => String(stdout).split(' ').includes(host.ip))
  const consoles = silent.map(host => join(hostFolder(lab.id, host.name), 'console.log'))
  throw new MantlError('hosts.no-banner', `no SSH banner from ${silent.map(host => host.name).join(', ')} ${stderr}`, {
    hint: `read ${consoles.join(', ')}`,
  })
}

const crash = async (host: HostRecord): Promise<void> => {
  await setFrozen(host.cgroups, false).catch(() => {})
  if (!(await endProcesses(host))) throw new MantlError('hosts.undead', `processes of host ${host.name} do not end`)
  // The next boot starts with empty groups, as a machine's kernel would.
  await until(async () => !(await Promise.all(host.cgroups.map(removeCgroup))).includes(false))
}

/** The copy is made while the host stands still, and takes the place of the disk before that is unmounted, which would write the rest. */
const losePower = async (lab: LabRecord, host: HostRecord): Promise<void> => {
  const folder = hostFolder(lab.id, host.name)
  await setFrozen(host.cgroups, true)
  await copyDisk(folder, 'disk.lost')
  await useCopy(folder, 'disk.lost')
  await crash(host)
}

const keptDisk = 'disk.kept'

const keepDisk = async (lab: LabRecord, host: HostRecord): Promise<void> => {
  await enter(host, ['sync', '-f', '/'])
  await setFrozen(host.cgroups, true)
  await copyDisk(hostFolder(lab.id, host.name), keptDisk)
  await setFrozen(host.cgroups, false)
}

/** Kills all that the host consists of, supervisor first in order not to be booted again. False when some live on. */
export const endProcesses = (host: HostRecord): Promise<boolean> =>
  until(async () => {
    const pids = await processesIn(freezerOf(host.cgroups) ?? '')
    for (const pid of pids) kill(pid)
    return pids.length === 0
  })

const enter = async (host: HostRecord, argv: readonly string[], options: { readonly input?: string } = {}) => {
  const init = await initOf(host)
  if (init === undefined) throw new MantlError('hosts.down', `host ${host.name} is not running`, { retryable: true })
  const settings = {
    env: { INIT: String(init), CGROUPS: host.cgroups.join(' ') },
    reject: false,
    stripFinalNewline: false,
    ...options,
  } satisfies Options
  const { exitCode, stdout, stderr } = await execa('sh', [script('enter-host.sh'), ...argv], settings)
  return { exitCode: exitCode ?? 255, stdout, stderr }
}

/** The id, on the machine, of the host's process 1; undefined when the host is down. */
const initOf = async (host: HostRecord): Promise<number | undefined> => {
  for (const pid of await processesIn(freezerOf(host.cgroups) ?? '')) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    const ids = /^NSpid:\s*(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? []
    // Containers inside the host have more levels, and an init each.
    if (ids.length === 2 && ids[1] === '1') return pid
  }
  return undefined
}
