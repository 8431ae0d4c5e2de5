import { expect, it } from 'vitest'
import type { Command } from '../../../src/transport/connection.ts'
import { commandText, maxStdinBytes } from '../../../src/transport/shell/command-text.ts'

it.each<[string, Command, string]>([
  ['argv', { argv: ['ls', 'a b'] }, "{ 'ls' 'a b'\n} </dev/null"],
  ['what may be a builtin', { argv: ['exit', '3'] }, "('exit' 3) </dev/null"],
  ['a path', { argv: ['/bin/kill', '3'] }, "{ '/bin/kill' 3\n} </dev/null"],
  ['arguments', { script: 'echo "$2"', args: ['a', 'b c'] }, "(set -- a 'b c'\neval 'echo \"$2\"') </dev/null"],
  ['inline', { script: 'echo hi', inline: true }, "{ eval 'echo hi'\n} </dev/null"],
  [
    'inline with a directory',
    { script: 'echo', inline: true, cwd: '/' },
    '(cd -- / || exit 125\neval echo) </dev/null',
  ],
  ['script', { script: "echo 'x'" }, "(eval 'echo '\\''x'\\''') </dev/null"],
  ['directory', { argv: ['ls'], cwd: '/a b' }, "(cd -- '/a b' || exit 125\n'ls') </dev/null"],
  ['variables', { argv: ['env'], env: { A: '1', B: 'x y' } }, "(export A=1\nexport B='x y'\n'env') </dev/null"],
  ['stdin', { argv: ['cat'], stdin: "a'b\0" }, "printf 'a\\047b\\000' | ('cat')"],
  ['empty stdin', { argv: ['cat'], stdin: '' }, "printf '' | ('cat')"],
])('%s', (_name, command, text) => expect(commandText(command)).toBe(text))

it.each<[string, Command]>([
  ['a relative directory', { argv: ['ls'], cwd: 'a' }],
  ['a bad variable', { argv: ['ls'], env: { 'A B': '' } }],
  ['too much stdin', { argv: ['cat'], stdin: new Uint8Array(maxStdinBytes + 1) }],
  ['no program', { argv: [] }],
])('refuses %s', (_name, command) =>
  expect(() => commandText(command)).toThrow(expect.objectContaining({ code: 'command.malformed' })),
)
