import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { applyPortion } from '../../../src/provisioning/apply/apply-changes.ts'
import type { Change } from '../../../src/provisioning/model/change.ts'
import { type LocalHost, localHost } from '../../support/local-host.ts'

/** A host's dpkg and apt-get: each turn of a kind is noted, and fails with the next line that stands in a file of its name. */
const stand = (folder: string) => `#!/bin/sh
case "\${0##*/} $*" in
  sleep*) turn=sleep ;;
  dpkg-query*) printf 'installed bash\\nconfig-files left\\n'; exit ;;
  dpkg*) turn=configure ;;
  *' check') turn=check ;;
  *' update') turn=update ;;
  *' -s '*) turn=look; echo 'Inst hello (2.10 Debian)' ;;
  *' purge '*) turn=purge ;;
  *) turn=install ;;
esac
echo "$turn" >> ${folder}/turns
said=$(sed -n 1p "${folder}/fails-$turn" 2>/dev/null)
[ -n "$said" ] || exit 0
sed -i 1d "${folder}/fails-$turn"
echo "$said" >&2; exit 100
`

const folder = mkdtempSync(join(tmpdir(), 'mantl-packages-'))
let host: LocalHost

beforeAll(async () => {
  const bin = join(folder, 'bin')
  mkdirSync(bin)
  for (const name of ['dpkg', 'dpkg-query', 'apt-get', 'sleep'])
    writeFileSync(join(bin, name), stand(folder), { mode: 0o755 })
  vi.stubEnv('PATH', [bin, process.env.PATH].join(delimiter))
  host = await localHost()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await host.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  for (const name of readdirSync(folder)) if (name !== 'bin') rmSync(join(folder, name))
})

const dpkgLocked = 'dpkg: error: dpkg frontend lock was locked by another process with pid 7'
const listsLocked = 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (apt-get)'
const archivesLocked = 'E: Could not get lock /var/cache/apt/archives/lock. It is held by process 7 (apt-get)'
const install: Change = { kind: 'install-packages', names: ['hello'], why: 'w' }
const remove: Change = { kind: 'remove-packages', names: ['bash'], why: 'w' }

describe('packages of Debian', () => {
  it.each<[string, Change, Record<string, string[]>, string, string | undefined]>([
    ['nothing in the way', install, {}, 'configure look install', undefined],
    ['a purge', remove, {}, 'configure purge', undefined],
    [
      'dpkg is locked a while',
      install,
      { configure: [dpkgLocked] },
      'configure check configure look install',
      undefined,
    ],
    ['a purge meets the lock', remove, { configure: [dpkgLocked] }, 'configure check configure purge', undefined],
    [
      'dpkg stays locked',
      install,
      { configure: [dpkgLocked, dpkgLocked], check: ['E: Could not get lock /var/lib/dpkg/lock-frontend'] },
      'configure check configure',
      dpkgLocked,
    ],
    [
      'no lists yet, and they are being fetched',
      install,
      { look: ['E: Unable to locate package hello'], update: [listsLocked, listsLocked] },
      'configure look update sleep update sleep update look install',
      undefined,
    ],
    [
      'something else is fetched',
      install,
      { install: [archivesLocked] },
      'configure look install sleep install',
      undefined,
    ],
    ['old lists', install, { install: ['E: 404'] }, 'configure look install update install', undefined],
    [
      'no mirror',
      install,
      { install: ['E: 404'], update: ['E: Unable to fetch'] },
      'configure look install update',
      'E: Unable to fetch',
    ],
    ['locked for ever', remove, { purge: Array(200).fill(archivesLocked) }, 'configure purge', archivesLocked],
  ])('%s', async (_name, change, fails, turns, said) => {
    for (const [turn, lines] of Object.entries(fails)) writeFileSync(join(folder, `fails-${turn}`), lines.join('\n'))
    const { error } = await applyPortion([change], host.context)
    expect(error?.message).toEqual(said === undefined ? undefined : expect.stringContaining(said))
    const took = readFileSync(join(folder, 'turns'), 'utf8').trim().replaceAll('\n', ' ')
    expect(took.replace(/( sleep purge)+$/, '')).toBe(turns)
  })
})
