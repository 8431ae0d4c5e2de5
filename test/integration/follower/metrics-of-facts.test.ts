import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeMaster, startFakeMaster } from '../../support/fake-master.ts'
import { FollowerProcess, isRoot, until } from './follower-process.ts'

const facts = join(import.meta.dirname, '../../../../shared/facts/metrics.md')
const present = existsSync(facts)

/** `slave/tasks_finished, tasks_failed` → both whole; kinds as the table has them: C counts, G is a figure, T a time. */
const namesOf = (cell: string): readonly string[] => {
  const parts = cell
    .replace(/\([^)]*\)/g, '')
    .split(',')
    .map(part => part.trim())
  const folder = parts[0]!.slice(0, parts[0]!.lastIndexOf('/') + 1)
  return parts.filter(Boolean).map(part => {
    if (part.startsWith('/')) return parts[0]!.slice(0, parts[0]!.lastIndexOf('/')) + part
    return part.includes('/') ? part : folder + part
  })
}

const rows = (text: string): readonly (readonly [string, string])[] =>
  text
    .slice(text.indexOf('### 4.2'), text.indexOf('## 5.'))
    .split('\n')
    .map(line => line.split('|').map(cell => cell.trim()))
    .filter(([, cell = '', kind = '']) => cell.includes('/') && /^[CGT/]+/.test(kind))
    .flatMap(([, cell = '', kind = '']) => namesOf(cell).map(name => [name, kind[0]!] as const))

/** What we do not have, and so count nothing of. */
const without: readonly (readonly [RegExp, string])[] = [
  [/^containerizer\/docker\//, 'the Docker Engine'],
  [/^resource_providers\//, 'resource providers'],
  [/^port_mapping\//, 'the port mapping isolator'],
  [/project_ids/, 'an XFS work folder here: isolators-limits-xfs.test.ts'],
  [/^(pending|finished|failed|dropped)|csi_plugin|rpcs_|operations\/unknown/, 'resource providers'],
]

describe.runIf(present && isRoot)('metrics of an agent', () => {
  const all = present ? rows(readFileSync(facts, 'utf8')) : []
  let master: FakeMaster
  let follower: FollowerProcess
  let snapshot: Record<string, number>
  let text: string

  beforeAll(async () => {
    master = await startFakeMaster()
    follower = new FollowerProcess(master, [])
    const images = join(follower.folder, 'images')
    mkdirSync(images)
    follower.flags = [
      '--isolation=filesystem/linux,docker/runtime',
      '--image_providers=docker',
      `--docker_registry=${images}`,
      `--docker_store_dir=${join(follower.folder, 'store')}`,
      '--volume_gid_range=[61000-61009]',
    ]
    await follower.start()
    await until(async () => (await follower.get('/metrics/snapshot'))['slave/registered'] === 1, 'it is registered')
    snapshot = await follower.get('/metrics/snapshot')
    text = await (await fetch(`http://127.0.0.1:${follower.port}/metrics`)).text()
  })
  afterAll(async () => {
    await follower.close()
    await master.close()
    follower.removeCgroups()
  })

  const asked = all.filter(([name]) => !without.some(([is]) => is.test(name)))
  it('stand in the facts by dozens', () => expect(asked.length).toBeGreaterThan(35))
  it('that stand there are told, from the first moment on', () => {
    // A time comes with the first that is taken.
    const missing = asked.filter(([name, kind]) => kind !== 'T' && !(name in snapshot))
    expect(missing).toEqual([])
  })
  it('of resources are told for each, in six figures', () => {
    const figures = ['total', 'used', 'percent', 'revocable_total', 'revocable_used', 'revocable_percent']
    const names = ['cpus', 'gpus', 'mem', 'disk'].flatMap(kind => figures.map(figure => `slave/${kind}_${figure}`))
    expect(names.filter(name => !(name in snapshot))).toEqual([])
  })
  it.each(asked.filter(([, kind]) => kind !== 'T'))('%s is of its kind, %s', (name, kind) => {
    const shown = new RegExp(`^# TYPE \\S*${name.replaceAll(/[^a-z0-9]/g, '_')}(_total)? (\\w+)$`, 'm').exec(text)?.[2]
    expect(shown).toBe(kind === 'C' ? 'counter' : 'gauge')
  })
})
if (!present) it.skip('metrics of an agent: ../shared/facts is not there', () => {})
