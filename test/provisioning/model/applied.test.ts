import { describe, expect, it } from 'vitest'
import { type Applied, appliedBy, appliedLine, readApplied } from '../../../src/provisioning/model/applied.ts'
import type { Change } from '../../../src/provisioning/model/change.ts'
import { content } from '../../../src/provisioning/model/content.ts'

const why = 'w'
const write = (path: string, text: string, mode = 0o644): Change => ({
  kind: 'write-file',
  path,
  content: content(text),
  mode,
  replaces: false,
  why,
})
const register = (...changes: Change[]) => readApplied(changes.flatMap(appliedBy).map(appliedLine).join('\n'))
const file = (path: string, text: string, mode = 0o644): Applied => ({
  kind: 'file',
  path,
  sha256: content(text).sha256,
  mode,
})

describe('the register of what was applied', () => {
  it.each<[string, Change[], Applied[]]>([
    [
      'a file is what was written last',
      [write('/a', '1'), write('/b', '2'), write('/a', '3')],
      [file('/a', '3'), file('/b', '2')],
    ],
    [
      'what was removed is not looked for',
      [write('/a', '1'), { kind: 'remove-path', path: '/a', recursive: false, why }],
      [],
    ],
    [
      'a file of others is theirs again',
      [write('/a', '1'), { kind: 'remove-block', path: '/a', begin: 'b', end: 'e', why }],
      [],
    ],
    [
      'attributes alone change a file',
      [write('/a', '1'), { kind: 'set-attributes', path: '/a', mode: 0o600, owner: 'x:y', why }],
      [{ ...file('/a', '1', 0o600), owner: 'x:y' } as Applied],
    ],
    ['attributes of what is not ours are not', [{ kind: 'set-attributes', path: '/a', mode: 0o600, why }], []],
    [
      'a later file has its own attributes',
      [write('/a', '1'), { kind: 'set-attributes', path: '/a', mode: 0o600, why }, write('/a', '2')],
      [file('/a', '2')],
    ],
    ['a link', [{ kind: 'link', path: '/l', target: '/t', why }], [{ kind: 'link', path: '/l', target: '/t' }]],
    ['accounts are not compared', [{ kind: 'create-group', name: 'g', why }], []],
  ])('%s', (_, changes, expected) => {
    expect(register(...changes)).toEqual(expected)
  })

  it('passes over torn and foreign lines', () => {
    const whole = appliedLine(file('/a', '1'))
    expect(
      readApplied(
        `${whole.slice(0, 20)}\nx\n\nnull\n"k"\t{"kind":"file","path":3}\n"k"\t{"kind":"constructor"}\n${whole}`,
      ),
    ).toEqual([file('/a', '1')])
  })
})
