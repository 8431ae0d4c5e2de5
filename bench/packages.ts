import { spawnSync } from 'node:child_process'

/** Installs what a benchmark needs of Debian when run as root; throws naming what is missing where it may not. */
export const needPackages = (names: readonly string[]): void => {
  const missing = missingOf(names)
  if (missing.length === 0) return
  if (process.getuid?.() !== 0) throw new Error(`missing: apt-get install ${missing.join(' ')}`)
  console.error(`installing ${missing.join(' ')}`)
  apt('update')
  apt('install', '--no-install-recommends', ...missing)
  const still = missingOf(names)
  if (still.length > 0) throw new Error(`could not be installed: ${still.join(' ')}`)
}

const missingOf = (names: readonly string[]): string[] => {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names], {
    encoding: 'utf8',
  })
  const installed = new Set((stdout ?? '').split('\n'))
  return names.filter(name => !installed.has(`${name} installed`))
}

const apt = (...args: string[]) =>
  spawnSync('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // services of packages are not for this machine
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  })
