import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dropEarlierBoot } from '../../../../src/daemons/follower/containerizer/launcher/earlier-boot.ts'
import { launchScript } from '../../../../src/daemons/follower/containerizer/launcher/launch-script.ts'
import { createLauncher, type Launcher } from '../../../../src/daemons/follower/containerizer/launcher/launcher.ts'
import { findPrograms } from '../../../../src/daemons/follower/containerizer/launcher/programs.ts'
import {
  type EndRecord,
  parseEnd,
  parseStart,
  type StartRecord,
} from '../../../../src/daemons/follower/containerizer/launcher/records.ts'
import { createStarter } from '../../../../src/daemons/follower/containerizer/launcher/starter.ts'
import { createOwnDisk } from '../../../../src/daemons/follower/disk/own-disk.ts'

describe('records of the shim', () => {
  it.each([
    ['12 345 6\n', { pid: 12, startTime: 345, shim: 6 }],
    ['12 345 6', undefined],
    ['12 3', undefined],
    ['', undefined],
  ])('start %j', (text, expected) => expect(parseStart(text)).toEqual(expected))
  it.each([
    ['0\n', '', { status: 0, exitCode: 0 }],
    ['7\n', '', { status: 1792, exitCode: 7 }],
    ['137\n', 'Killed\n', { status: 9, signal: 9 }],
    ['137\n', '', { status: 35072, exitCode: 137 }],
    ['130\n', '', { status: 2, signal: 2 }],
    ['141\n', '', { status: 13, signal: 13 }],
    ['13', '', undefined],
  ])('end %j saying %j', (text, words, expected) => expect(parseEnd(text, words)).toEqual(expected))
})

describe('the launch script', () => {
  const run = (args: readonly string[], env: readonly string[]) => {
    const spec = { process: { args, env, cwd: '/' }, linux: { cgroupsPath: '', controllers: [], resources: {} } }
    return execFileSync('/bin/sh', { input: launchScript(spec, findPrograms(false)), env: {}, encoding: 'utf8' })
  }
  it.each([['plain'], [`it's "quoted" $HOME \`id\` \\ \n second line`], ['']])(
    'passes %j as an argument and in the environment',
    text => {
      expect(run(['/usr/bin/printf', '%s|', text], [])).toBe(`${text}|`)
      expect(run(['/bin/sh', '-c', 'printf "%s|" "$A"'], [`A=${text}`])).toBe(`${text}|`)
    },
  )
  it('gives exactly the environment, names no shell can hold too', () => {
    const env = ['PATH=/usr/bin:/bin', 'a.b=c=d', 'OPTIND=x', 'Z=1']
    const lines = run(['/usr/bin/env'], env).trim().split('\n')
    expect(lines.filter(line => !line.startsWith('PWD=')).sort()).toEqual([...env].sort())
  })
  it.runIf(existsSync('/usr/bin/perl'))('keeps what no shell can hold out of arguments, too (needs perl)', () => {
    const env = ['a.b=hidden away\nand more', 'IFS=', '_x=1']
    const process = { args: ['/usr/bin/env', '-0'], env, cwd: '/' }
    const programs = { ...findPrograms(false), perl: '/usr/bin/perl' }
    const script = launchScript({ process, linux: { cgroupsPath: '', controllers: [], resources: {} } }, programs)
    expect(
      script
        .split('\n')
        .filter(line => line.startsWith('exec '))
        .join(),
    ).not.toContain('hidden')
    const said = execFileSync('/bin/sh', { input: script, env: {}, encoding: 'utf8' }).split('\0')
    expect(said).toEqual(expect.arrayContaining(env))
  })
  it.each([[[]], [['a\0b']]])('refuses the command %j', args => expect(() => run(args, [])).toThrow())
})

describe.each([
  ['from the starter', true],
  ['as children of ours', false],
])('launching shims %s', (_, started) => {
  let folder: string
  let launcher: Launcher
  const starts = new Map<string, StartRecord>()
  const ends = new Map<string, EndRecord>()
  const lost = new Set<string>()
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mantl-launcher-'))
    for (const told of [starts, ends, lost]) told.clear()
    const programs = findPrograms(false)
    const starter = started ? createStarter(programs) : undefined
    const listener = {
      started: (id: string, record: StartRecord) => starts.set(id, record),
      ended: (id: string, record: EndRecord) => ends.set(id, record),
      lost: (id: string) => lost.add(id),
    }
    launcher = createLauncher(join(folder, 'records'), 'boot', programs, createOwnDisk(), listener, starter)
    if (starter) await until(starter.ready)
  })
  afterEach(() => {
    launcher.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const launch = (id: string, command: string, join: readonly string[] = []) => {
    void launcher.reserve(id, '{}')
    launchUnreserved(id, command, join)
  }
  const launchUnreserved = (id: string, command: string, join: readonly string[] = []) =>
    launcher.launch({
      key: id,
      spec: {
        process: { args: ['/bin/sh', '-c', command], env: ['A=1'], cwd: folder },
        linux: { cgroupsPath: id, controllers: [], resources: {} },
      },
      sandbox: { root: folder, path: '' },
      writes: join.map(path => ({ path, value: '0' })),
    })
  const until = async (what: () => boolean) => {
    for (let tries = 0; tries < 6000 && !what(); tries++) {
      await new Promise(resolve => setTimeout(resolve, 10))
      launcher.look()
    }
    expect(what()).toBe(true)
  }

  it.each([
    ['exit 3', { status: 768, exitCode: 3 }],
    ['kill -9 $$', { status: 9, signal: 9 }],
    ['kill -INT $$', { status: 2, signal: 2 }],
    ['exit 143', { status: 36608, exitCode: 143 }],
  ])('%s', async (command, expected) => {
    launch('c', command)
    await until(() => ends.has('c'))
    expect(ends.get('c')).toEqual(expected)
    expect(starts.get('c')!.pid).toBeGreaterThan(0)
  })
  it('gives the program its own session, its files and nothing on stdin', async () => {
    launch('c', 'read line || echo "no input"; echo oops >&2; cut -d" " -f1,6 /proc/$$/stat')
    await until(() => ends.has('c'))
    const { pid } = starts.get('c')!
    expect(readFileSync(join(folder, 'stdout'), 'utf8')).toBe(`no input\n${pid} ${pid}\n`)
    expect(readFileSync(join(folder, 'stderr'), 'utf8')).toBe('oops\n')
  })
  it('tells of a cgroup that can not be joined: an end without a start', async () => {
    launch('c', 'true', [join(folder, 'absent', 'cgroup.procs')])
    await until(() => ends.has('c'))
    expect(starts.has('c')).toBe(false)
    expect(ends.get('c')!.exitCode).toBe(125)
  })
  it('starts nothing that was withdrawn before its shim could', async () => {
    launchUnreserved('w', 'echo runs')
    await until(() => lost.has('w'))
    expect(ends.has('w')).toBe(false)
    expect(readFileSync(join(folder, 'stdout'), 'utf8')).toBe('')
  })
  it('tells when the shim is killed before it could write', async () => {
    launch('c', 'exec sleep 1000')
    await until(() => starts.has('c'))
    const { pid, shim } = starts.get('c')!
    process.kill(shim, 'SIGKILL')
    await until(() => lost.has('c'))
    expect(ends.has('c')).toBe(false)
    process.kill(pid, 'SIGKILL')
  })
  it('keeps nothing of what was forgotten before it ended', async () => {
    launch('f', 'sleep 1000')
    await until(() => starts.has('f'))
    const { pid, shim } = starts.get('f')!
    launcher.forget('f')
    process.kill(pid, 'SIGKILL')
    await until(() => !existsSync(`/proc/${shim}`))
    await until(() => launcher.known().length === 0)
    expect(lost.has('f')).toBe(false)
  })
  it('leaves nothing to the container but its files, and signals as they are', async () => {
    // Of those beyond some come from whoever started the tests.
    launch('c', 'cd /proc/self/fd; echo ?; grep SigIgn /proc/self/status; env')
    await until(() => ends.has('c'))
    const [fds, rest] = readFileSync(join(folder, 'stdout'), 'utf8').split('SigIgn:\t')
    expect(fds!.trim()).toBe('0 1 2 3') // 3: the folder itself
    expect(
      rest!
        .trim()
        .split('\n')
        .filter(line => !/^(OLD)?PWD=|^_=/.test(line)),
    ).toEqual(['0000000000000000', 'A=1'])
  })
  it('starts what holds a new line', async () => {
    launch('c', 'echo "a\nb"')
    await until(() => ends.has('c'))
    expect(readFileSync(join(folder, 'stdout'), 'utf8')).toBe('a\nb\n')
  })
  it('knows after a reboot what there was, and no process of it', () => {
    const records = join(folder, 'records')
    launcher.reserve('c', '{}')
    writeFileSync(join(records, 'c.started'), '1 2 3\n')
    dropEarlierBoot(records, 'boot')
    expect(launcher.read('c').started).toEqual({ pid: 1, startTime: 2, shim: 3 })
    dropEarlierBoot(records, 'another')
    expect(launcher.read('c').started).toBeUndefined()
    expect(launcher.known()).toEqual(['c'])
  })
  it('reads records again after a restart, and forgets them', async () => {
    launch('c', 'exit 4')
    await until(() => ends.has('c'))
    expect(launcher.known()).toEqual(['c'])
    expect(launcher.read('c').ended).toEqual({ status: 1024, exitCode: 4 })
    launcher.forget('c')
    expect(launcher.known()).toEqual([])
    expect(existsSync(join(folder, 'records', 'c.script'))).toBe(false)
  })
})
