import { describe, expect, it } from 'vitest'
import { advance, beforeHandshake, type Handshake } from '../../../src/transport/sudo/handshake.ts'
import { launch, readyMark } from '../../../src/transport/sudo/launch.ts'
import { sudoRefusal } from '../../../src/transport/sudo/refusal.ts'

describe('launch', () => {
  it.each<[string, Parameters<typeof launch>[1], string]>([
    ['no password', {}, "exec env LC_ALL=C sudo -n -H -u root -- sh -c 'exec sh'"],
    ['another user', { user: 'zoo' }, "exec env LC_ALL=C sudo -n -H -u zoo -- sh -c 'exec sh'"],
  ])('%s', (_name, become, text) => expect(launch('exec sh', become, '[p]')).toBe(text))

  it('puts no password into the text', () => {
    const text = launch('exec sh', { password: 'hunter2' }, '[p]')
    expect(text).toContain("sudo -S -p '[p]' -H -u root -- sh -c ")
    expect(text).not.toContain('hunter2')
  })
})

describe('advance', () => {
  const steps = (...chunks: string[]): string[] => {
    let state: Handshake = beforeHandshake
    return chunks.map(chunk => {
      state = advance(state, Buffer.from(chunk), '[p]')
      return state.step.kind === 'ready' ? `ready ${state.step.rest}` : state.step.kind
    })
  }
  it.each<[string, string[], string[]]>([
    ['asked once', ['[p]', readyMark], ['send-password', 'ready ']],
    ['prompt in two pieces after the lecture', ['We trust you\n[', 'p]'], ['wait', 'send-password']],
    ['not asked', [`${readyMark}first words`], ['ready first words']],
    ['asked again', ['[p]', 'Sorry, try again.\n', '[p]'], ['send-password', 'wait', 'wrong-password']],
  ])('%s', (_name, chunks, expected) => expect(steps(...chunks)).toEqual(expected))
})

it.each<[string, string]>([
  ['sudo: a password is required\n', 'sudo.password_needed'],
  ['sudo: a terminal is required to read the password\n', 'sudo.password_needed'],
  ['env: ‘sudo’: No such file or directory\nsh: 1: sudo: not found\n', 'sudo.refused'],
  ['bob is not in the sudoers file.\n', 'sudo.refused'],
  ['Sorry, try again.\n', 'sudo.refused'],
  ['', 'sudo.refused'],
])('%j is %s', (said, code) => {
  const error = sudoRefusal('h1', 'bob', said)
  expect(error).toMatchObject({ code, retryable: false })
  expect(error.hint).toBeTruthy()
})
