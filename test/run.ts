import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { debianPackages } from './debian-packages.ts'

/** `npm test`: installs what the tests need, runs all of them against the real parts, and says what is missing where it can't. */
const main = (): number => {
  const missing = missingPackages()
  if (missing.length > 0) install(missing)
  const still = missingPackages()
  if (still.length > 0) {
    console.error(
      `missing: ${still.join(' ')}\nrun as root, or: apt-get install ${still.join(' ')}\nwithout them: npm run test:unit`,
    )
    return 1
  }
  return runAll(process.argv.slice(2))
}

const missingPackages = (): string[] => {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...debianPackages], {
    encoding: 'utf8',
  })
  const installed = new Set(
    (stdout ?? '')
      .split('\n')
      .filter(line => line.endsWith(' installed'))
      .map(line => line.split(' ')[0]),
  )
  return debianPackages.filter(name => !installed.has(name))
}

const install = (names: readonly string[]): void => {
  if (process.getuid?.() !== 0) return
  console.error(`installing ${names.join(' ')}`)
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
      // daemons of packages are for hosts under test, not for this machine
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
    })
  apt('update')
  apt('install', '--no-install-recommends', ...names)
}

const runAll = (filters: readonly string[]): number => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-test-'))
  const report = join(folder, 'report.json')
  const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', ...reporters, `--outputFile.json=${report}`, ...filters],
    { stdio: 'inherit' },
  )
  const counts = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Counts) : undefined
  rmSync(folder, { recursive: true })
  if (counts === undefined) return 1
  const skipped = counts.numPendingTests > 0 ? `, ${counts.numPendingTests} skipped` : ''
  console.log(`\n${counts.numPassedTests} passed, ${counts.numFailedTests} failed${skipped}`)
  return status === 0 && counts.numPassedTests > 0 ? 0 : 1
}

const reporters = ['default', 'json', './test/second-tries.ts'].map(name => `--reporter=${name}`)

interface Counts {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
}

process.exitCode = main()
