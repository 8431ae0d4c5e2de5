import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { account } from '../../../src/provisioning/facts/accounts/account.ts'
import { file } from '../../../src/provisioning/facts/files/file.ts'
import { fileSystem } from '../../../src/provisioning/facts/files/file-system.ts'
import { leftBehind } from '../../../src/provisioning/facts/host/left-behind.ts'
import { surroundings } from '../../../src/provisioning/facts/host/surroundings.ts'
import { unfinishedRun } from '../../../src/provisioning/facts/host/unfinished-run.ts'
import { keptReleases } from '../../../src/provisioning/facts/releases/kept-releases.ts'
import { foreignUnit } from '../../../src/provisioning/facts/units/foreign-unit.ts'
import { unitState } from '../../../src/provisioning/facts/units/unit-state.ts'
import { sha256 } from '../../../src/provisioning/model/content.ts'
import { ask, type FactRequest, type Facts } from '../../../src/provisioning/model/fact.ts'
import { gather } from '../../../src/provisioning/phases/gather.ts'
import type { Command, CommandResult, Connection } from '../../../src/transport/connection.ts'
import { commandText } from '../../../src/transport/shell/command-text.ts'

/** What hosts may have for an sh; of busybox its own stat, sha256sum and ls, too. */
const shells = [
  { name: 'sh', argv: ['/bin/sh'] },
  { name: 'bash', argv: ['/bin/bash', '--posix'] },
  {
    name: 'busybox',
    argv: ['/bin/busybox', 'sh'],
    applets: ['stat', 'sha256sum', 'ls', 'head', 'readlink', 'id', 'cat'],
  },
]

const odd = `it's $x \`y\` \\ "q" *`
let folder: string

beforeAll(() => {
  folder = mkdtempSync('/tmp/mantl facts-')
  for (const name of ['dir', 'rel/.h', 'rel/x y', 'one/a', 'state', 'applets'])
    mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, odd), 'text\x1e2|\nmore', { mode: 0o640 })
  writeFileSync(join(folder, 'empty'), '', { mode: 0o600 })
  writeFileSync(join(folder, 'plain'), 'plain\n', { mode: 0o644 })
  symlinkSync('nowhere|x', join(folder, 'link'))
  symlinkSync('one/a', join(folder, 'current'))
  for (const { argv, applets = [] } of shells)
    for (const applet of applets) symlinkSync(argv[0]!, join(folder, 'applets', applet))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(shells)('$name answers', ({ argv, applets }) => {
  const programs = () => (applets ? join(folder, 'applets') : process.env.PATH)
  const asked = async (requests: readonly FactRequest[], path = programs()): Promise<Facts> => {
    const env = { PATH: path, HOME: '/root', LC_ALL: 'C' }
    const run = async (command: Command): Promise<CommandResult> => {
      const { status, stdout, stderr } = spawnSync(argv[0]!, argv.slice(1), { input: commandText(command), env })
      return { exitCode: status ?? 255, stdout: stdout.toString(), stderr: stderr.toString() }
    }
    const connection: Pick<Connection, 'run' | 'runAll'> = { run, runAll: all => Promise.all(all.map(one => run(one))) }
    return gather(connection as Connection, requests)
  }
  const there = it.skipIf(!existsSync(argv[0]!))

  there('what stands at many paths, at once', async () => {
    const at = (name: string) => join(folder, name)
    const { uid, username } = userInfo()
    const owner = expect.stringContaining(uid === 0 ? 'root:' : `${username}:`)
    const plain = { kind: 'file', mode: 0o644, owner, sha256: sha256('plain\n') }
    const text = 'text\x1e2|\nmore'
    const cases = [
      [{ path: at('nope') }, { kind: 'absent' }],
      [
        { path: at(odd), show: true },
        { kind: 'file', mode: 0o640, owner, sha256: sha256(text), text },
      ],
      [
        { path: at('empty'), show: true, known: sha256('x') },
        { kind: 'file', mode: 0o600, owner, sha256: sha256('') },
      ],
      [{ path: at('plain'), show: true, known: sha256('plain\n') }, plain],
      [
        { path: at('plain'), show: true, known: sha256('other') },
        { ...plain, text: 'plain\n' },
      ],
      [{ path: at('plain') }, plain],
      [
        { path: at('link'), show: true },
        { kind: 'link', target: 'nowhere|x' },
      ],
      [{ path: at('dir') }, expect.objectContaining({ kind: 'directory' })],
      [{ path: '/dev/null', show: true }, expect.objectContaining({ kind: 'other' })],
    ] as const
    const facts = await asked(cases.map(([question]) => ask(file, question)))
    for (const [question, expected] of cases)
      expect([question, facts.get(file, question)]).toEqual([question, expected])
  })

  there('which file system something would be on', async () => {
    const questions = [{ path: join(folder, 'not/yet') }, { path: '/proc/none' }, { path: folder }]
    const facts = await asked(questions.map(question => ask(fileSystem, question)))
    const [later, proc, now] = questions.map(question => facts.get(fileSystem, question).type)
    expect([later, proc]).toEqual([now, 'proc'])
  })

  there('which releases are kept', async () => {
    const at = (releases: string, store: string, current: string) => ({
      releases: join(folder, releases),
      store: join(folder, store),
      current: join(folder, current),
    })
    const cases = [
      [at('rel', 'one', 'current'), { releases: expect.arrayContaining(['.h', 'x y']), parts: ['a'], current: 'a' }],
      [at('one', 'rel', 'link'), { releases: ['a'], parts: expect.arrayContaining(['.h', 'x y']) }],
      [at('none', 'none', 'none'), { releases: [], parts: [] }],
    ] as const
    const facts = await asked(cases.map(([question]) => ask(keptReleases, question)))
    for (const [question, expected] of cases) expect(facts.get(keptReleases, question)).toEqual(expected)
  })

  there('what is left of what mantl made, and no list where nothing is', async () => {
    const at = (name: string) => join(folder, name)
    const long = 'x\n'.repeat(600)
    writeFileSync(at('hosts'), `${odd}\n# ours\nb\n`)
    writeFileSync(at('many'), `${long}# ours\n`)
    writeFileSync(at('others'), `${long}#  ours\n# ours not\n`)
    writeFileSync(at('state/made'), `path ${at('plain')}\nblock ${at('hosts')}\npath /tor`)
    const begin = '# ours'
    const made = [
      { kind: 'path', name: at('plain') },
      { kind: 'block', name: at('hosts') },
    ]
    const cases = [
      [{ paths: [at('nope')] }, { there: [], made: [] }],
      [{ paths: [at('nope'), at('plain'), at(odd)] }, { there: [at('plain'), at(odd)], made }],
      [{ paths: [at('link')] }, { there: [at('link')], made }],
      [
        { paths: [], block: { path: at('hosts'), begin } },
        { there: [at('hosts')], made },
      ],
      [
        { paths: [at('nope')], block: { path: at('many'), begin } },
        { there: [at('many')], made },
      ],
      [
        { paths: [], block: { path: at('others'), begin } },
        { there: [], made: [] },
      ],
      [
        { paths: [], block: { path: at('nope'), begin } },
        { there: [], made: [] },
      ],
    ] as const
    const questions = cases.map(([question]) => ({ state: at('state'), ...question }))
    const facts = await asked(questions.map(question => ask(leftBehind, question)))
    expect(questions.map(question => facts.get(leftBehind, question))).toEqual(cases.map(([, expected]) => expected))
    const none = { state: at('none'), paths: [at('plain')] }
    expect((await asked([ask(leftBehind, none)])).get(leftBehind, none)).toEqual({ there: [at('plain')], made: [] })
  })

  there('who is known, and asks getent for nobody else', async () => {
    const { username } = userInfo()
    const questions = [
      { database: 'passwd', name: username },
      { database: 'group', name: 'no-such-group' },
      { database: 'group', name: 'root' },
      { database: 'passwd', name: 'roo' },
      { database: 'passwd', name: 'asked-elsewhere' },
    ] as const
    mkdirSync(join(folder, 'elsewhere'), { recursive: true })
    const getent = '#!/bin/sh\n[ "$1 $2" = "passwd asked-elsewhere" ]\n'
    writeFileSync(join(folder, 'elsewhere/getent'), getent, { mode: 0o755 })
    const facts = await asked(
      questions.map(question => ask(account, question)),
      join(folder, 'elsewhere'),
    )
    expect(questions.map(question => facts.get(account, question))).toEqual([true, false, true, false, true])
  })

  there('whether a supervised unit lives, without a program', async () => {
    const live = { unit: 'mantl-x', manager: 'supervisor', record: '/none', runtime: join(folder, 'live') } as const
    const reused = { ...live, runtime: join(folder, 'reused') }
    const orphan = { ...live, runtime: join(folder, 'orphan') }
    const stat = readFileSync('/proc/self/stat', 'latin1').replace(/.*\) /s, '').split(' ')
    const ticks = stat[19]
    const kept = (runtime: string, name: string, since: string | undefined): void => {
      mkdirSync(runtime, { recursive: true })
      writeFileSync(join(runtime, `${name}.pid`), `${process.pid}\n`)
      writeFileSync(join(runtime, `${name}.ticks`), `${since}\n`)
    }
    kept(live.runtime, 'supervisor', ticks)
    kept(reused.runtime, 'supervisor', '1')
    kept(orphan.runtime, 'supervisor', '1')
    kept(orphan.runtime, 'daemon', ticks)
    const units = [live, reused, orphan]
    const facts = await asked(
      units.map(unit => ask(unitState, unit)),
      '/none',
    )
    expect(units.map(unit => facts.get(unitState, unit))).toEqual([
      { active: true, enabled: true },
      { active: false, enabled: true },
      { active: false, enabled: true, lingering: true },
    ])
  })

  it.skipIf(!existsSync(argv[0]!) || userInfo().uid !== 0)('who root is, without a program', async () => {
    const facts = await asked([ask(surroundings, {})], '/none')
    expect(facts.get(surroundings, {})).toMatchObject({ uid: 0, user: 'root', group: 'root' })
  })

  there('what runs, and that nothing was left undone', async () => {
    const unit = { unit: 'mantl-x', manager: 'supervisor', runtime: join(folder, 'none'), port: 1 } as const
    const started = { ...unit, record: join(folder, 'plain') }
    const never = { ...unit, record: join(folder, 'nope') }
    const facts = await asked([
      ask(unitState, started),
      ask(unitState, never),
      ask(foreignUnit, { unit: 'no-such-unit' }),
      ask(unfinishedRun, { state: folder }),
      ask(surroundings, {}),
    ])
    const down = { active: false, enabled: true }
    expect(facts.get(unitState, started)).toEqual({ ...down, startedWith: 'plain' })
    expect(facts.get(unitState, never)).toEqual(down)
    expect(facts.get(foreignUnit, { unit: 'no-such-unit' })).toEqual({ active: false, enabled: false })
    expect(facts.get(unfinishedRun, { state: folder })).toBeUndefined()
    expect(facts.get(surroundings, {})).toMatchObject({ uid: userInfo().uid, user: userInfo().username, home: '/root' })
  })
})
