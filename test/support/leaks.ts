import { existsSync, readdirSync, readFileSync, readlinkSync, rmdirSync } from 'node:fs'
import { join } from 'node:path'
import { vi } from 'vitest'

/** A test's own things: all that its containers may leave behind names one of them. */
export interface Traces {
  /** All sandboxes, records and file systems lie below it. */
  readonly folder: string
  /** --cgroups_root. */
  readonly cgroup?: string
}

/**
 * What is left of containers: processes, mounts in any namespace (a namespace that nobody is in holds none), cgroups. One line each, the
 * kind first; none: nothing leaked. Our own process does not count.
 */
export const leaksOf = ({ folder, cgroup }: Traces): readonly string[] => [
  ...processesOf(folder),
  ...mountsOf(folder),
  ...(cgroup === undefined ? [] : cgroupsBelow(cgroup)),
]

const pids = () => readdirSync('/proc').filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const link = (path: string): string => {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

const processesOf = (folder: string): readonly string[] =>
  naming(folder).map(({ pid, about }) => `process ${pid} ${about.replaceAll('\0', ' ').slice(0, 200)}`)

/** Those whose environment, arguments or place name the folder. */
const naming = (folder: string) =>
  pids().flatMap(pid => {
    const about = [
      ...['environ', 'cmdline'].map(file => read(`/proc/${pid}/${file}`)),
      ...['cwd', 'root'].map(file => link(`/proc/${pid}/${file}`)),
    ].join(' ')
    return about.includes(folder) ? [{ pid: Number(pid), about }] : []
  })

/** Ends tasks that a test left when it killed their follower. */
export const endLeftovers = (folder: string): void => {
  for (const { pid } of naming(folder)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // it has ended meanwhile
    }
  }
}

/** Each namespace is looked at through one of those who are in it. */
const mountsOf = (folder: string): readonly string[] => {
  const seen = new Set<string>()
  return ['self', ...pids()].flatMap(pid => {
    const namespace = link(`/proc/${pid}/ns/mnt`)
    if (namespace === '' || seen.has(namespace)) return []
    seen.add(namespace)
    return read(`/proc/${pid}/mountinfo`)
      .split('\n')
      .filter(line => line.includes(folder))
      .map(line => `mount ${namespace} ${line}`)
  })
}

/** Removes --cgroups_root and all below it, when those who were in it have gone. */
export const removeCgroups = async (root: string): Promise<void> => {
  for (const folder of cgroupsCalled(root)) {
    const inner = readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter(entry => entry.isDirectory())
      .map(entry => join(entry.parentPath, entry.name))
      .sort((a, b) => b.length - a.length)
    for (const one of [...inner, folder]) await vi.waitFor(() => rmdirSync(one), { timeout: 60_000, interval: 20 })
  }
}

const cgroupsCalled = (root: string): readonly string[] =>
  ['', ...readdirSync('/sys/fs/cgroup')]
    .map(controller => join('/sys/fs/cgroup', controller, root))
    .filter(folder => existsSync(folder))

const cgroupsBelow = (root: string): readonly string[] =>
  cgroupsCalled(root).flatMap(folder =>
    readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isDirectory() && entry.name !== 'leaf')
      .map(entry => `cgroup ${join(folder, entry.name)}`),
  )
