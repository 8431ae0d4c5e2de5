import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Command, CommandResult } from '../../src/transport/connection.ts'
import { commandText } from '../../src/transport/shell/command-text.ts'
import { apart, together } from '../../src/transport/together.ts'

const nonce = 'c0ffee'
const odd = `it's $x \`y\` \\ "q" ) (`

const shells = [['/bin/sh'], ['/bin/bash', '--posix'], ['/bin/busybox', 'sh']]

describe.each(shells)('%s', (...shell) => {
  const there = it.skipIf(!existsSync(shell[0]!))
  const said = (commands: readonly Command[]): CommandResult => {
    const input = commandText(together(commands, nonce))
    const { status, stdout, stderr } = spawnSync(shell[0]!, shell.slice(1), { input })
    return { exitCode: status ?? 255, stdout: stdout.toString(), stderr: stderr.toString() }
  }

  there('says of each what it would say alone', () => {
    const commands: readonly Command[] = [
      { argv: ['printf', '%s', odd] },
      { script: 'printf "%s\\n\\n" "$1"; exit 3', args: [odd] },
      { script: 'case a in a) echo "$V" ;; esac; echo oops >&2', env: { V: odd } },
      { script: 'cat; x=1; cd /', stdin: 'from here' },
      { script: 'echo "${x-unset}"; [ "$PWD" = / ]', inline: true },
      { script: ':', inline: true },
      { script: "echo 'open" },
    ]
    const results = apart(said(commands), nonce, commands.length)!
    expect(results.map(({ stdout, exitCode }) => [stdout, exitCode]).slice(0, 6)).toEqual([
      [odd, 0],
      [`${odd}\n\n`, 3],
      [`${odd}\n`, 0],
      ['from here', 0],
      ['unset\n', 1],
      ['', 0],
    ])
    expect(results[6]).toMatchObject({ stdout: '', exitCode: expect.not.toSatisfy(code => code === 0) })
    expect(results[0]!.stderr).toContain('oops\n')
  })

  there('what ends the shell of all cannot be told apart', () => {
    const commands: readonly Command[] = [{ script: 'exit 4', inline: true }, { argv: ['true'] }]
    expect(apart(said(commands), nonce, 2)).toBeUndefined()
  })
})

it('what was cut off is not believed', () => {
  const stdout = `a\x1e${nonce} 0\n`
  expect(apart({ stdout, stderr: '', exitCode: 0 }, nonce, 1)).toEqual([{ stdout: 'a', stderr: '', exitCode: 0 }])
  expect(apart({ stdout, stderr: '', exitCode: 0, truncated: true }, nonce, 1)).toBeUndefined()
  expect(apart({ stdout, stderr: '', exitCode: 0 }, nonce, 2)).toBeUndefined()
})

it('keeps what is secret, and leaves room for all that may be said', () => {
  const { sensitive, maxOutputBytes } = together(
    [
      { argv: ['a'], maxOutputBytes: 10 },
      { argv: ['b'], sensitive: true, maxOutputBytes: 5 },
    ],
    nonce,
  )
  expect({ sensitive, maxOutputBytes }).toEqual({ sensitive: true, maxOutputBytes: 15 })
})
