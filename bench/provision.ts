/**
 * Provisioning real hosts (systemd and sshd in namespaces of this machine), first run and no-change run, in turn with Ansible,
 * Mitogen and a script over ssh that do the same work; each tool gets fresh hosts. Each figure comes as wall time and as CPU time of
 * the hosts and this side together; of mantl's first run also phase by phase. Needs root. On two quiet processors in ten minutes:
 *   BENCH_RUNS=1 BENCH_AGAIN=1 BENCH_LIGHT=0 npm run bench provision
 *   BENCH_HOSTS=1,5,10     how many hosts
 *   BENCH_RUNS=3           rounds; the medians count
 *   BENCH_AGAIN=3          no-change runs a round
 *   BENCH_TOOLS='mantl;script;script, uncompressed;tar | ssh;ansible;mitogen'
 *   BENCH_WORK=fixed       instead of mantl's own release 62 MB and daemons that do nothing: the work of design.md 6
 *   BENCH_LIGHT=100        hosts with sshd alone for the last part, 0 for none; with BENCH_HOSTS= this part alone takes a minute
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLab, type Lab } from '../test/hosts/lab.ts'
import { lightHosts } from '../test/hosts/light-hosts.ts'
import { debianPackages } from '../test/hosts/packages.ts'
import { median, report, seconds } from './measure.ts'
import { needPackages } from './packages.ts'
import { type Cluster, cpuSeconds, describeCluster } from './provision/cluster.ts'
import { type Phase, phasesIn } from './provision/phases.ts'
import { fixedRelease, lightRelease, ownRelease, type PackedRelease, packForPeers } from './provision/release.ts'
import { provisionLight, sessions, sshTrue, type Tool, tools } from './provision/tools.ts'

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const sizes = (process.env.BENCH_HOSTS ?? '1,5,10').split(',').filter(Boolean).map(Number)
const rounds = number('BENCH_RUNS', 3)
const againRuns = number('BENCH_AGAIN', 3)
const wanted = (process.env.BENCH_TOOLS ?? tools.map(({ name }) => name).join(';')).split(';')
const chosen = tools.filter(({ name }) => wanted.includes(name))
const keyExchanges = { curve25519: ['-o', 'KexAlgorithms=curve25519-sha256'], 'default key exchange': [] }

interface Cost {
  readonly wall: number
  readonly cpu: number
}

class Times {
  readonly #all = new Map<string, Cost[]>()

  async take(cluster: Cluster, what: string, work: () => Promise<unknown>): Promise<void> {
    const before = await cpuSeconds(cluster)
    const wall = await seconds(work)
    const cpu = (await cpuSeconds(cluster)) - before
    console.error(`  ${what}: ${wall.toFixed(2)} s, CPU ${cpu.toFixed(2)} s`)
    this.#all.set(what, [...(this.#all.get(what) ?? []), { wall, cpu }])
  }

  /** Two figures for each thing measured, with the ratio of `first` to it. */
  report(bench: string, first: string): void {
    for (const [unit, kind] of [
      ['s', 'wall'],
      ['CPU s', 'cpu'],
    ] as const) {
      const of = (what: string) => median((this.#all.get(what) ?? []).map(cost => cost[kind]))
      for (const [what, { length: runs }] of this.#all) {
        const compared =
          what === first || !this.#all.has(first) ? {} : { peer: `${first} / ${what}`, ratio: of(first) / of(what) }
        report({ name: `${bench}/${what}`, value: of(what), unit, n: runs, ...compared })
      }
    }
  }
}

const main = async (folder: string): Promise<void> => {
  const peers = sizes.length === 0 ? [] : ['ansible-core', 'ansible-mitogen']
  needPackages([...debianPackages, ...peers])
  const cacheHome = join(folder, 'cache')
  if (sizes.length > 0) await measureSizes(folder, cacheHome)
  const light = number('BENCH_LIGHT', 100)
  if (light > 0) await measureLight(light, folder, cacheHome)
}

const measureSizes = async (folder: string, cacheHome: string): Promise<void> => {
  const release = await releaseIn(folder, join(cacheHome, 'mantl'))
  const { rawBytes, sentBytes, archiveBytes } = release
  const packed = `${megabytes(sentBytes)} MB as mantl sends it, ${megabytes(archiveBytes)} MB gzipped for the others`
  console.error(`release: ${megabytes(rawBytes)} MB, ${packed}`)
  for (const size of sizes) await measureSize(size, folder, cacheHome, release)
}

const releaseIn = async (folder: string, cache: string): Promise<PackedRelease> => {
  if (process.env.BENCH_WORK !== 'fixed') return packForPeers(await ownRelease(cache), folder)
  const packed = join(folder, 'fixed.tar.gz')
  return { ...(await packForPeers(await fixedRelease(folder, cache, packed), folder)), packed }
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0)

const measureSize = async (size: number, folder: string, cacheHome: string, release: PackedRelease): Promise<void> => {
  const first = new Times()
  const again = new Times()
  for (let round = 1; round <= rounds; round += 1) {
    for (const tool of chosen) {
      console.error(`${size} hosts, round ${round}, ${tool.name}`)
      const hosts = Array.from({ length: size }, (_, index) => ({ name: `h${index + 1}` }))
      await withCluster(
        () => createLab({ hosts, layer: 'python' }),
        folder,
        cacheHome,
        async cluster => {
          await measureTool(tool, cluster, release, first, again)
          if (tool.name === 'script') await measureSsh(cluster, again)
        },
      )
    }
  }
  first.report(`provision/first/${size}`, 'mantl')
  again.report(`provision/no change/${size}`, 'mantl')
}

const measureTool = async (tool: Tool, cluster: Cluster, release: PackedRelease, first: Times, again: Times) => {
  await tool.warm?.(cluster, release)
  let phases: readonly Phase[] = []
  await first.take(cluster, tool.name, async () => {
    phases = phasesIn(await tool.first(cluster, release))
  })
  for (const { name, seconds, here, hosts } of phases) {
    const phase = `provision/phase/${cluster.lab.hosts.length}/${name}`
    console.error(`    ${name}: ${seconds.toFixed(2)} s, CPU ${here.toFixed(2)} s here, ${hosts.toFixed(2)} s on hosts`)
    report({ name: phase, value: seconds, unit: 's', n: 1 })
    report({ name: `${phase}, here`, value: here, unit: 'CPU s', n: 1 })
    report({ name: `${phase}, hosts`, value: hosts, unit: 'CPU s', n: 1 })
  }
  for (let run = 0; run < againRuns; run += 1)
    for (const [name, work] of Object.entries(tool.again)) await again.take(cluster, name, () => work(cluster, release))
}

const measureSsh = async (cluster: Cluster, times: Times): Promise<void> => {
  for (let run = 0; run < againRuns; run += 1)
    for (const [name, options] of Object.entries(keyExchanges))
      await times.take(cluster, `ssh true, ${name}`, () => sshTrue(cluster, options))
}

/**
 * Hosts that have all that a leader and followers have, with daemons that only answer, under mantl's own supervisor. Provisioned once;
 * what is measured is the run that finds nothing to change.
 */
const measureLight = (count: number, folder: string, cacheHome: string): Promise<void> =>
  withCluster(
    () => lightHosts(count),
    folder,
    cacheHome,
    async cluster => {
      const archive = join(cluster.folder, 'light.tar.gz')
      await lightRelease(cluster.folder, join(cacheHome, 'mantl'), archive)
      const times = new Times()
      await times.take(cluster, 'first run', () => provisionLight(cluster, archive, false))
      for (let run = 0; run < Math.max(rounds, 3); run += 1) {
        await times.take(cluster, 'nothing to change', () => provisionLight(cluster, archive, true))
        await times.take(cluster, 'sh over ssh2', () => sessions(cluster))
        await times.take(cluster, 'ssh true, curve25519', () => sshTrue(cluster, keyExchanges.curve25519))
      }
      times.report(`provision/light/${count}`, 'nothing to change')
    },
  )

const withCluster = async (
  make: () => Promise<Lab>,
  folder: string,
  cacheHome: string,
  work: (cluster: Cluster) => Promise<void>,
): Promise<void> => {
  const lab = await make()
  labs.add(lab)
  const own = join(folder, lab.id)
  mkdirSync(own)
  try {
    await work(describeCluster(lab, own, cacheHome))
  } finally {
    labs.delete(lab)
    await lab.close()
    rmSync(own, { recursive: true, force: true })
  }
}

const folder = mkdtempSync(join(tmpdir(), 'mantl-bench-'))
const labs = new Set<Lab>()
const cleanUp = async (): Promise<void> => {
  try {
    for (const lab of labs) await lab.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void cleanUp().then(() => process.exit(130)))
try {
  await main(folder)
} finally {
  await cleanUp()
}
