import { expect, it } from 'vitest'
import { unknownCommand } from '../../src/command-line/unknown-command.ts'

const known = [
  'plan',
  'provision',
  'run',
  'status',
  'tasks',
  'tasks list',
  'tasks logs',
  'tasks kill',
  'credentials set',
]

it.each([
  ['pln inventory.yml', 'pln', 'plan'],
  ['provison', 'provison', 'provision'],
  ['tasks lits', 'tasks lits', 'tasks list'],
  ['task list', 'task', 'tasks list'],
  ['logs hello', 'logs', 'tasks logs'],
  ['set', 'set', 'credentials set'],
])('mantl %s: there is no %s, but %s', (typed, named, meant) => {
  const { code, message, hint } = unknownCommand(typed.split(' '), known)
  expect({ code, message, hint }).toEqual({
    code: 'usage.unknown_command',
    message: `there is no command ${named}`,
    hint: `did you mean \`mantl ${meant}\`?`,
  })
})

it('a topic lists its own commands', () => {
  expect(unknownCommand(['tasks', 'remove', 'x'], known)).toMatchObject({
    message: 'there is no command tasks remove',
    hint: '`mantl help tasks` lists its commands',
  })
})

it('says where the commands are listed when none is near', () => {
  expect(unknownCommand(['frobnicate'], known).hint).toBe('`mantl help` lists the commands')
})

it('who asks for the version as other programs have it is told how', () => {
  expect(unknownCommand(['version'], known).hint).toBe('`mantl --version` tells')
})
