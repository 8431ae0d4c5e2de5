/**
 * Provisioning real hosts (systemd and sshd in namespaces of this machine), first run and no-change run, in turn with Ansible,
 * Mitogen and a script over ssh that do the same work; each tool gets fresh hosts. Needs root.
 *   BENCH_HOSTS=1,5,10     how many hosts
 *   BENCH_RUNS=3           rounds; the medians count
 *   BENCH_AGAIN=3          no-change runs a round
 *   BENCH_TOOLS=mantl,script,ansible,mitogen
 *   BENCH_LIGHT=100        hosts with sshd alone for the last part, 0 for none
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLab, type Lab } from '../test/hosts/lab.ts'
import { lightHosts } from '../test/hosts/light-hosts.ts'
import { debianPackages } from '../test/hosts/packages.ts'
import { median, report, seconds } from './measure.ts'
import { needPackages } from './packages.ts'
import { type Cluster, describeCluster } from './provision/cluster.ts'
import { type PackedRelease, packRelease } from './provision/release.ts'
import { mantlPlan, sshTrue, type Tool, tools } from './provision/tools.ts'

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const sizes = (process.env.BENCH_HOSTS ?? '1,5,10').split(',').filter(Boolean).map(Number)
const rounds = number('BENCH_RUNS', 3)
const againRuns = number('BENCH_AGAIN', 3)
const wanted = (process.env.BENCH_TOOLS ?? tools.map(({ name }) => name).join(',')).split(',')
const chosen = tools.filter(({ name }) => wanted.includes(name))
const keyExchanges = { curve25519: ['-o', 'KexAlgorithms=curve25519-sha256'], 'default key exchange': [] }

class Times {
  readonly #all = new Map<string, number[]>()

  async take(what: string, work: () => Promise<unknown>): Promise<void> {
    const took = await seconds(work)
    console.error(`  ${what}: ${took.toFixed(2)} s`)
    this.#all.set(what, [...(this.#all.get(what) ?? []), took])
  }

  /** One figure for each thing measured, `first` first, with the ratio of `first` to it. */
  report(bench: string, first: string): void {
    const ours = this.#all.get(first)
    for (const [what, values] of this.#all) {
      const figure = { bench: `${bench}/${what}`, value: median(values), unit: 's', runs: values.length }
      const compared =
        what === first || ours === undefined ? {} : { peer: `${first} / ${what}`, ratio: median(ours) / median(values) }
      report({ ...figure, ...compared })
    }
  }
}

const main = async (folder: string): Promise<void> => {
  needPackages([...debianPackages, 'ansible-core', 'ansible-mitogen'])
  const cacheHome = join(folder, 'cache')
  const release = await packRelease(folder, join(cacheHome, 'mantl'))
  console.error(`release: ${megabytes(release.rawBytes)} MB, ${megabytes(release.archiveBytes)} MB compressed`)
  for (const size of sizes) await measureSize(size, folder, cacheHome, release)
  const light = number('BENCH_LIGHT', 100)
  if (light > 0) await measureLight(light, folder, cacheHome)
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
  await first.take(tool.name, () => tool.first(cluster, release))
  for (let run = 0; run < againRuns; run += 1)
    for (const [name, work] of Object.entries(tool.again)) await again.take(name, () => work(cluster, release))
}

const measureSsh = async (cluster: Cluster, times: Times): Promise<void> => {
  for (let run = 0; run < againRuns; run += 1)
    for (const [name, options] of Object.entries(keyExchanges))
      await times.take(`ssh true, ${name}`, () => sshTrue(cluster, options))
}

/** Nothing can be started where there is no init: what is compared is connecting to all, gathering every fact and planning. */
const measureLight = (count: number, folder: string, cacheHome: string): Promise<void> =>
  withCluster(
    () => lightHosts(count),
    folder,
    cacheHome,
    async cluster => {
      const times = new Times()
      for (let run = 0; run < Math.max(rounds, 3); run += 1) {
        await times.take('mantl plan', () => mantlPlan(cluster))
        await measureSshOnce(cluster, times)
      }
      times.report(`provision/light/${count}`, 'mantl plan')
    },
  )

const measureSshOnce = async (cluster: Cluster, times: Times): Promise<void> => {
  for (const [name, options] of Object.entries(keyExchanges))
    await times.take(`ssh true, ${name}`, () => sshTrue(cluster, options))
}

const withCluster = async (
  make: () => Promise<Lab>,
  folder: string,
  cacheHome: string,
  work: (cluster: Cluster) => Promise<void>,
): Promise<void> => {
  const lab = await make()
  const own = join(folder, lab.id)
  mkdirSync(own)
  try {
    await work(describeCluster(lab, own, cacheHome))
  } finally {
    await lab.close()
    rmSync(own, { recursive: true, force: true })
  }
}

const folder = mkdtempSync(join(tmpdir(), 'mantl-bench-'))
try {
  await main(folder)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
