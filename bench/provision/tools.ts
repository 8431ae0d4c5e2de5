import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { archiveProgram } from './archive-program.ts'
import { accountsOf, type Cluster, hostSeconds, modeOf, treeSeconds } from './cluster.ts'
import type { TimedLine } from './phases.ts'
import type { PackedRelease } from './release.ts'

/** `again` runs where `first` has run, and throws when it changed something. */
export interface Tool {
  readonly name: string
  /** Once before it is measured: what is compiled and kept on this side is not the work. */
  readonly warm?: (cluster: Cluster, release: PackedRelease) => Promise<unknown>
  /** What it said. */
  first(cluster: Cluster, release: PackedRelease): Promise<readonly TimedLine[]>
  readonly again: Readonly<Record<string, (cluster: Cluster, release: PackedRelease) => Promise<void>>>
}

const beside = (name: string): string => join(import.meta.dirname, name)
const program = join(import.meta.dirname, '../../bin/mantl.js')

/** bash's `time` tells what the program and all that it waited for have used. */
const timed = ['bash', '-c', `TIMEFORMAT='CPU %U %S'; time "$@"`, 'bash']

type Said = { readonly text: string; readonly lines: readonly TimedLine[] }

const run = async (cluster: Cluster, argv: readonly string[], more: Record<string, string> = {}): Promise<Said> => {
  const options = { env: { ...cluster.env, ...more }, extendEnv: false, reject: false, all: true } as const
  const accounts = await accountsOf(cluster)
  const began = performance.now()
  const child = cluster.lab.runInside([...timed, ...argv], options)
  const lines: TimedLine[] = []
  child.all?.on('data', (chunk: Buffer) => {
    const spent = {
      millis: performance.now() - began,
      here: treeSeconds(child.pid ?? 0),
      hosts: hostSeconds(accounts),
    }
    for (const line of chunk.toString().split('\n')) lines.push([spent, line])
  })
  const { exitCode, all } = await child
  const text = String(all)
  if (exitCode !== 0) throw new Error(`${argv.slice(0, 3).join(' ')} … ended with ${exitCode}:\n${text.slice(-4000)}`)
  const [, user, system] = /^CPU ([\d.]+) ([\d.]+)$/m.exec(text) ?? []
  cluster.spent += Number(user) + Number(system)
  return { text, lines }
}

/** Another release than its own goes out by a program of this benchmark: `mantl provision` brings its own. */
const mantl = async (cluster: Cluster, { packed }: PackedRelease, flags: readonly string[] = []): Promise<Said> =>
  packed === undefined
    ? run(cluster, [process.execPath, program, 'provision', ...flags, cluster.inventory])
    : run(cluster, [process.execPath, await archiveProgram(), cluster.inventory, packed])

const mantlPlan = (cluster: Cluster): Promise<Said> =>
  run(cluster, [process.execPath, program, 'plan', cluster.inventory, '--forks', '100'])

/** All hosts at once. Throws when something was changed and nothing was to be. */
export const provisionLight = async (cluster: Cluster, archive: string, unchanged: boolean): Promise<void> => {
  const argv = [await archiveProgram(), cluster.inventory, archive, 'apply', String(cluster.lab.hosts.length)]
  const { text } = await run(cluster, [process.execPath, ...argv])
  if (unchanged && !text.includes('up to date')) throw new Error(`something was changed again:\n${text}`)
}

const ours: Tool = {
  name: 'mantl',
  warm: async (cluster, { packed }) =>
    packed === undefined
      ? mantlPlan(cluster)
      : run(cluster, [process.execPath, await archiveProgram(), cluster.inventory, packed, 'plan']),
  // Of many hosts it would say less than phases.ts reads.
  first: async (cluster, release) => (await mantl(cluster, release, ['--verbose'])).lines,
  again: {
    mantl: async (cluster, release) => {
      const { text } = await mantl(cluster, release)
      if (!text.includes('up to date')) throw new Error(`mantl changed something again:\n${text}`)
    },
  },
}

/** forks, pipelining, one kept connection a host, facts gathered: what Ansible's own documentation advises for speed. */
const settings = ({ lab, folder }: Cluster, strategy: string): string => `[defaults]
forks = 50
gathering = implicit
host_key_checking = true
retry_files_enabled = false
${strategy}
[ssh_connection]
pipelining = true
ssh_args = -F ${lab.sshConfigFile} -o ControlMaster=auto -o ControlPersist=120s -o KexAlgorithms=curve25519-sha256
control_path_dir = ${folder}/cp
`

const playbook = async (cluster: Cluster, release: PackedRelease, strategy = ''): Promise<Said> => {
  const file = join(cluster.folder, 'ansible.cfg')
  writeFileSync(file, settings(cluster, strategy))
  const values = JSON.stringify({ release_archive: release.archive, release_digest: release.digest })
  const argv = ['ansible-playbook', '-i', cluster.inventory, '-e', values, beside('playbook.yml')]
  return run(cluster, argv, { ANSIBLE_CONFIG: file })
}

const ansibleTool = (name: string, strategy?: string): Tool => ({
  name,
  first: async (cluster, release) => (await playbook(cluster, release, strategy)).lines,
  again: {
    [name]: async (cluster, release) => {
      const { text } = await playbook(cluster, release, strategy)
      const unchanged = text.match(/changed=0 .*failed=0 /g)?.length
      if (unchanged !== cluster.lab.hosts.length)
        throw new Error(`${name} changed something again:\n${text.slice(-4000)}`)
    },
  },
})

const floorScript = async (cluster: Cluster, script: string, input: string, unpack = '') => {
  const hosts = cluster.lab.hosts.map(({ name, ip }, index) => `${name}=${ip}=${modeOf(index)}`)
  const argv = ['sh', beside('floor.sh'), cluster.lab.sshConfigFile, beside(script), input, ...hosts]
  return (await run(cluster, argv, { UNPACK: unpack })).lines
}

const floor: Tool = {
  name: 'script',
  first: (cluster, { archive }) => floorScript(cluster, 'floor-first.sh', archive, '-xz'),
  again: {
    'script, sha256sum of all bytes': async cluster => void (await floorScript(cluster, 'floor-again.sh', '/dev/null')),
    'script, marks': async cluster => void (await floorScript(cluster, 'floor-marks.sh', '/dev/null')),
  },
}

/** The same with three times the bytes: on a network as quick as this machine's own, unpacking costs more than sending. */
const uncompressedFloor: Tool = {
  name: 'script, uncompressed',
  first: (cluster, { raw }) => floorScript(cluster, 'floor-first.sh', raw, '-x'),
  again: {},
}

/** Nothing but the bytes. */
const bareFloor: Tool = {
  name: 'tar | ssh',
  first: (cluster, { raw }) => floorScript(cluster, 'floor-bytes.sh', raw),
  again: {},
}

/** `ssh host true` to all at once. `options`: of ssh. */
export const sshTrue = async (cluster: Cluster, options: readonly string[]): Promise<void> => {
  const script =
    'f=$1; o=$2; shift 2; for h; do ssh -F "$f" $o -o BatchMode=yes "$h" true & p="$p $!"; done; for p in $p; do wait "$p" || exit 1; done'
  const names = cluster.lab.hosts.map(({ name }) => name)
  await run(cluster, ['sh', '-c', script, 'sh', cluster.lab.sshConfigFile, options.join(' '), ...names])
}

/** A connection and an sh to each host at once, from one process: what mantl does before it asks the first question. */
export const sessions = async (cluster: Cluster): Promise<void> => {
  const names = cluster.lab.hosts.map(({ name }) => name)
  await run(cluster, [process.execPath, beside('sessions.ts'), ...names])
}

export const tools: readonly Tool[] = [
  ours,
  floor,
  uncompressedFloor,
  bareFloor,
  ansibleTool('ansible'),
  ansibleTool(
    'mitogen',
    'strategy_plugins = /usr/lib/python3/dist-packages/ansible_mitogen/plugins/strategy\nstrategy = mitogen_linear',
  ),
]
