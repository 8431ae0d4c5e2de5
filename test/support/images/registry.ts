import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../ports.ts'

/** What the tests with a real registry need installed. */
export const debianPackages = ['docker-registry', 'skopeo', 'umoci'] as const

/** Why a real registry can't be started here; undefined when it can. */
export const registryMissing = (): string | undefined =>
  ['docker-registry', 'skopeo'].every(name => existsSync(`/usr/bin/${name}`))
    ? undefined
    : `needs the Debian packages ${debianPackages.join(', ')}`

export interface Registry {
  /** `127.0.0.1:port` */
  readonly address: string
  readonly stop: () => Promise<void>
}

/** Debian's docker-registry on loopback, with its own folder. `auth`: its configuration's section of that name. */
export const startRegistry = async (auth?: (folder: string) => object): Promise<Registry> => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-registry-'))
  const address = `127.0.0.1:${await freePort()}`
  const config = join(folder, 'config.yml')
  writeFileSync(config, JSON.stringify(configuration(folder, address, auth?.(folder))))
  const log = openSync(join(folder, 'log'), 'a')
  const server = spawn('docker-registry', ['serve', config], { stdio: ['ignore', log, log] })
  const gone = new Promise(resolve => server.once('exit', resolve))
  const kill = () => void server.kill('SIGKILL')
  process.once('exit', kill)
  const deadline = Date.now() + 60_000
  for (;;) {
    const status = await fetch(`http://${address}/v2/`).then(
      answer => answer.status,
      () => 0,
    )
    if (status === 200 || status === 401) break
    if (server.exitCode !== null || Date.now() > deadline) {
      throw new Error(`the registry did not start:\n${readFileSync(join(folder, 'log'), 'utf8').slice(-2000)}`)
    }
    await sleep(20)
  }
  return {
    address,
    stop: async () => {
      process.off('exit', kill)
      kill()
      await gone
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** JSON is YAML too. */
const configuration = (folder: string, address: string, auth: object | undefined) => ({
  version: 0.1,
  log: { level: 'error' },
  storage: { filesystem: { rootdirectory: join(folder, 'storage') } },
  http: { addr: address },
  ...(auth ? { auth } : {}),
})
