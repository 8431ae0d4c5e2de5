import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLayerFilter } from '../../../../../src/daemons/follower/images/layers/layer-filter.ts'
import { readTar } from '../../../../support/images/tar-reader.ts'
import { type TarEntry, tarOf } from '../../../../support/images/tar-writer.ts'

type Options = Partial<Parameters<typeof createLayerFilter>[0]>

const filtered = (archive: Buffer, options: Options = {}, pieces: readonly number[] = []) => {
  const filter = createLayerFilter({ whiteouts: 'overlay', maxBytes: 1e9, ...options })
  const out: Buffer[] = []
  let at = 0
  for (const piece of [...pieces, archive.length]) {
    out.push(...filter.push(archive.subarray(at, at + piece)))
    at += piece
  }
  out.push(...filter.end())
  return { entries: readTar(Buffer.concat(out)), rewriter: filter.rewriter }
}

const throughTar = (entries: readonly TarEntry[], options: Options = {}) => filtered(tarOf(entries), options).entries
const refused = (why: string) =>
  expect.objectContaining({ code: 'follower.image', message: expect.stringContaining(why) })
const opaque = { 'SCHILY.xattr.trusted.overlay.opaque': 'y' }

describe('members', () => {
  it('come through as they are', () => {
    const long = `${'deep/'.repeat(40)}file`
    const entries = throughTar([
      { name: 'bin/', type: 'folder', mode: 0o755 },
      { name: 'bin/su', content: 'ELF', mode: 0o4755, uid: 0, gid: 7 },
      { name: 'bin/hard', type: 'hardlink', link: 'bin/su' },
      { name: 'bin/soft', type: 'symlink', link: '/etc/shadow' },
      { name: 'dev/sda', type: 'block', device: [8, 0], mode: 0o660 },
      { name: 'pipe', type: 'fifo' },
      { name: long, content: 'x'.repeat(1000) },
      { name: 'l', type: 'symlink', link: long },
    ])
    expect(entries.map(({ name, type, mode, link, content }) => [name, type, mode, link, content])).toEqual([
      ['bin', '5', 0o755, '', ''],
      ['bin/su', '0', 0o4755, '', 'ELF'],
      ['bin/hard', '1', 0o644, 'bin/su', ''],
      ['bin/soft', '2', 0o644, '/etc/shadow', ''],
      ['dev/sda', '4', 0o660, '', ''],
      ['pipe', '6', 0o644, '', ''],
      [long, '0', 0o644, '', 'x'.repeat(1000)],
      ['l', '2', 0o644, long, ''],
    ])
    expect(entries[1]).toMatchObject({ gid: 7, mtime: 1_000_000_000 })
    expect(entries[4]).toMatchObject({ major: 8, minor: 0 })
  })

  it.each([
    ['a capability', { 'SCHILY.xattr.security.capability': '\u0001x\n\u0000' }, true],
    ['an attribute of users', { 'SCHILY.xattr.user.a': 'b' }, true],
    ['overlay’s redirect', { 'SCHILY.xattr.trusted.overlay.redirect': '/etc' }, false],
    ['overlay’s own for users', { 'SCHILY.xattr.user.overlay.redirect': '/etc' }, false],
    ['a label', { 'SCHILY.xattr.security.selinux': 'x' }, false],
    ['an unknown record', { 'SCHILY.acl.access': 'x' }, false],
  ])('%s', (_, pax, kept) => {
    expect(throughTar([{ name: 'a', pax }])[0]?.pax).toEqual(kept ? pax : {})
  })

  it('have the size and the owner that a pax header says', () => {
    const [entry] = throughTar([{ name: 'a', content: 'abc', pax: { uid: '3000000', mtime: '-1.5' } }])
    expect(entry).toMatchObject({ content: 'abc', pax: { uid: '3000000', mtime: '-2' } })
  })

  it.each([
    ['absolute', '/etc/passwd', 'etc/passwd'],
    ['dotted', './a/./b', 'a/b'],
  ])('with %s names lie inside', (_, name, inside) => {
    expect(throughTar([{ name }])[0]?.name).toBe(inside)
  })

  it('that are hard links point inside', () => {
    expect(throughTar([{ name: 'a', type: 'hardlink', link: '/b' }])[0]?.link).toBe('b')
  })

  it.each<[string, readonly TarEntry[], string]>([
    ['a name that leads out', [{ name: '../etc/passwd' }], 'leads out'],
    ['one in a pax header', [{ name: 'a', pax: { path: 'b/../../c' } }], 'leads out'],
    ['one of a sparse file', [{ name: 'a', pax: { 'GNU.sparse.name': '../c' } }], 'leads out'],
    ['a hard link that leads out', [{ name: 'a', type: 'hardlink', link: '../../etc/shadow' }], 'leads out'],
    ['a whiteout of what is above', [{ name: '.wh...' }], 'hides nothing'],
    ['a whiteout with content', [{ name: '.wh.a', content: 'x' }], 'whiteout with content'],
    ['a file in the place of all', [{ name: './' + '.', content: 'x' }], 'without a name'],
    ['a negative size', [{ name: 'a', pax: { size: '-1' } }], 'damaged'],
    ['a size that is none', [{ name: 'a', pax: { size: '0x10' } }], 'damaged'],
  ])('%s is refused', (_, entries, why) => {
    expect(() => throughTar(entries)).toThrow(refused(why))
  })
})

describe('whiteouts', () => {
  it('become what overlayfs takes for them', () => {
    const entries = throughTar([
      { name: 'etc/', type: 'folder', mode: 0o700, gid: 5 },
      { name: 'etc/.wh.passwd' },
      { name: 'etc/.wh..wh..opq' },
      { name: 'var/.wh..wh..opq' },
      { name: '.wh..wh.plnk/1', content: 'x' },
    ])
    expect(
      entries.map(({ name, type, mode, gid, major, minor, pax }) => [name, type, mode, gid, major, minor, pax]),
    ).toEqual([
      ['etc', '5', 0o700, 5, 0, 0, {}],
      ['etc/passwd', '3', 0, 0, 0, 0, {}],
      ['etc', '5', 0o700, 5, 0, 0, opaque],
      ['var', '5', 0o755, 0, 0, 0, opaque],
    ])
  })

  it.each([
    ['before', [{ name: '.wh.a' }, { name: 'a/', type: 'folder' }] as const],
    ['after', [{ name: 'a/', type: 'folder' }, { name: '.wh.a' }] as const],
  ])('of a folder that comes anew make it opaque, %s it', (_, entries) => {
    expect(throughTar(entries).at(-1)).toMatchObject({ name: 'a', type: '5', pax: opaque })
  })

  it('are only told to those who copy', () => {
    const { entries, rewriter } = filtered(tarOf([{ name: 'a/.wh.b' }, { name: 'c/.wh..wh..opq' }, { name: 'd' }]), {
      whiteouts: 'list',
    })
    expect(entries.map(({ name }) => name)).toEqual(['d'])
    expect([...rewriter.hidden]).toEqual(['a/b'])
    expect([...rewriter.opaque]).toEqual(['c'])
  })
})

describe('archives', () => {
  const archive = tarOf([
    { name: 'a', content: 'x'.repeat(700), pax: { 'SCHILY.xattr.user.k': 'v' } },
    { name: 'b/.wh.c' },
    { name: 'd/', type: 'folder' },
    { name: `${'e/'.repeat(60)}f`, content: 'y' },
  ])

  it('may come in any pieces', () => {
    const whole = filtered(archive).entries
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1500 }), { maxLength: 20 }), pieces => {
        expect(filtered(archive, {}, pieces).entries).toEqual(whole)
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    ['within a header', 300],
    ['within a content', 512 * 3 + 600],
    ['after a pax header', 512 * 2],
  ])('that end %s are refused', (_, length) => {
    expect(() => filtered(archive.subarray(0, length))).toThrow(refused('ends too early'))
  })

  it('with any byte changed are read, or refused by an error of ours', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: archive.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = Buffer.from(archive)
        changed[at] = byte
        try {
          filtered(changed)
        } catch (error) {
          expect(error).toMatchObject({ code: 'follower.image' })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('that unpack to too much are refused', () => {
    expect(() => filtered(archive, { maxBytes: 1000 })).toThrow(refused('over 1000 bytes'))
  })

  it('that are none are refused', () => {
    expect(() => filtered(Buffer.from('<html>'.repeat(200)))).toThrow(refused('no tar archive'))
  })
})
