import { describe, expect, it } from 'vitest'
import { planFetch, withoutSecret } from '../../../../src/daemons/follower/fetcher/plan.ts'

const one = (uri: object, home = '') => {
  const plan = planFetch([uri as { value: string }], home)
  if ('problem' in plan) throw new Error(plan.problem)
  return plan.items[0]!
}

describe('where a URI goes', () => {
  it.each([
    [{ value: 'http://h/a/b.jar' }, 'b.jar'],
    [{ value: 'http://h/a/b.jar?x=1' }, 'b.jar?x=1'],
    [{ value: 'file:///opt/tool' }, 'tool'],
    [{ value: '/opt/tool' }, 'tool'],
    [{ value: 'http://h/a', output_file: 'conf/./a.json' }, 'conf/a.json'],
  ])('%j', (uri, target) => expect(one(uri).target).toBe(target))
  it('a relative path needs --frameworks_home', () => {
    expect(one({ value: 'bin/tool' }, '/srv/frameworks/').source).toEqual({
      kind: 'copy',
      path: '/srv/frameworks/bin/tool',
    })
    expect(planFetch([{ value: 'bin/tool' }], '')).toMatchObject({
      problem: expect.stringContaining('--frameworks_home'),
    })
  })
})

describe('what is unpacked', () => {
  it.each([
    ['a.tar', { kind: 'tar' }],
    ['a.tgz', { kind: 'tar', program: 'gzip' }],
    ['a.tar.gz', { kind: 'tar', program: 'gzip' }],
    ['a.tbz2', { kind: 'tar', program: 'bzip2' }],
    ['a.tar.bz2', { kind: 'tar', program: 'bzip2' }],
    ['a.txz', { kind: 'tar', program: 'xz' }],
    ['a.tar.xz', { kind: 'tar', program: 'xz' }],
    ['a.tar.zst', { kind: 'tar', program: 'zstd' }],
    ['a.zip', { kind: 'zip', program: 'unzip' }],
    ['a.gz', { kind: 'gzip', program: 'gzip' }],
    ['a.jar', undefined],
    ['tar', undefined],
  ])('%s → %s', (name, kind) => {
    expect(one({ value: `http://h/${name}` }).extract).toEqual(kind)
    expect(one({ value: `http://h/${name}`, extract: false }).extract).toBeUndefined()
    expect(one({ value: `http://h/${name}`, executable: true })).not.toHaveProperty('extract')
  })
})

describe('what is refused', () => {
  it.each([
    [{ value: '' }, 'no URI may have'],
    [{ value: 'http://h' }, 'no usable file name'],
    [{ value: 'http://h/' }, 'no usable file name'],
    [{ value: 'http://h/a/..' }, 'no usable file name'],
    [{ value: 'hdfs://h/a' }, 'scheme hdfs is not supported'],
    [{ value: 'file://relative' }, 'absolute path'],
    [{ value: "http://h/a'b" }, 'no URI may have'],
    [{ value: 'http://h:99999/a' }, 'malformed'],
    [{ value: '/a', output_file: '../etc/passwd' }, 'leaves the sandbox'],
    [{ value: '/a', output_file: '/etc/passwd' }, 'leaves the sandbox'],
    [{ value: '/a', output_file: 'x/../../y' }, 'leaves the sandbox'],
    [{ value: '/a', output_file: 'folder/' }, 'leaves the sandbox'],
  ])('%j', (uri, problem) => {
    expect(planFetch([uri], '/home')).toEqual({ problem: expect.stringContaining(problem) })
  })
  it('never tells a password', () => {
    expect(withoutSecret('ftp://me:secret@h/a')).toBe('ftp://…@h/a')
    expect(JSON.stringify(planFetch([{ value: 'ftp://me:secret@h/a' }], ''))).not.toContain('secret')
  })
})
