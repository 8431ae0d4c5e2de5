import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { devicePrograms } from '../../../src/daemons/follower/containerizer/preparations/device-program.ts'
import { isRoot } from './follower-process.ts'

const bpftool = ['/usr/sbin/bpftool', '/usr/bin/bpftool'].find(path => existsSync(path))
/** Also beside the old hierarchies there is a unified one, in which such programs hold. */
const mount = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find(path => existsSync(join(path, 'cgroup.controllers')))
const possible = isRoot && bpftool !== undefined && mount !== undefined
const why = possible ? '' : ' (skipped: it needs root, bpftool and a mounted cgroup2)'

describe.runIf(possible)(`devices of the unified hierarchy${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-devices-'))
  const root = `mantl-devices-${process.pid}`
  const cgroup = join(mount ?? '', root, 'box')
  afterAll(() => {
    rmdirSync(cgroup)
    rmdirSync(join(cgroup, '..'))
    rmSync(folder, { recursive: true })
  })

  const tried = (node: string, how: string) => {
    const script = `echo $$ >${join(cgroup, 'cgroup.procs')} && exec 3${how}${node}`
    return spawnSync('/bin/sh', ['-c', script], { encoding: 'utf8' }).stderr.trim()
  }

  it('can be opened as the rules say, and nothing but the cgroup holds the program', async () => {
    const [kmsg, full] = [join(folder, 'kmsg'), join(folder, 'full')]
    execFileSync('mknod', [kmsg, 'c', '1', '11'])
    execFileSync('mknod', [full, 'c', '1', '7'])
    const { make } = devicePrograms({ kind: 'v2', mount: mount!, roots: new Map([['', root]]) }, bpftool!)
    const rules = [
      { allow: false, type: 'a' as const },
      { allow: true, type: 'c' as const, major: 1, minor: 3, access: 'rwm' },
      { allow: true, type: 'c' as const, major: 1, minor: 7, access: 'r' },
    ]
    await make({ kind: 'device-program', cgroupsPath: 'box', rules })
    expect(tried('/dev/null', '<>')).toBe('')
    expect(tried(full, '<')).toBe('')
    expect(tried(full, '<>')).toMatch(/Operation not permitted/)
    expect(tried(kmsg, '<')).toMatch(/Operation not permitted/)
    const shown = execFileSync(bpftool!, ['cgroup', 'show', cgroup], { encoding: 'utf8' })
    expect(shown).toContain('multi')
    expect(execFileSync('mount', { encoding: 'utf8' })).not.toContain('/tmp/bpf')
  })

  it('are refused with the kernel’s words where it can’t be', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { make } = devicePrograms({ kind: 'v2', mount: folder, roots: new Map([['', '']]) }, bpftool!)
    await expect(make({ kind: 'device-program', cgroupsPath: 'box', rules: [] })).rejects.toThrow("can't be ruled")
  })
})
