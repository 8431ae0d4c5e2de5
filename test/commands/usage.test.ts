import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { mantl, manyLines, program } from './program.ts'

const wrong: readonly (readonly [string, string, string])[] = [
  ['pln', 'there is no command pln', 'did you mean `mantl plan`?'],
  ['help tasks lits', 'there is no command tasks lits', 'did you mean `mantl tasks list`?'],
  [
    'plan',
    'INVENTORY is missing: a file, folder, program or Terraform state, or - for standard input',
    '`mantl help plan` explains',
  ],
  ['plan --limti x y', 'there is no flag --limti', 'did you mean --limit?'],
  ['plan --limit', '--limit expects a value', '`mantl help plan` explains'],
  ['status a b', 'b is one argument too many', '`mantl help status` explains'],
  ['completion ksh', 'ksh is none of bash, zsh, fish', 'did you mean zsh?'],
  [
    'credentials set folower --secret-file x',
    'folower is none of follower, framework, operator, zookeeper, zookeeper-super',
    'did you mean follower?',
  ],
  ['credentials set follower', '--secret-file is missing', '`mantl help credentials set` explains'],
  ['run sleep -z', 'there is no flag -z', 'flags of the command to run go behind --'],
  ['run', 'there is no command to run', "put it behind --, as in: mantl run --name hello -- 'echo hello'"],
  ['run --cpus much -- true', '--cpus much is not a number above 0', 'for example --cpus 0.5'],
  ['run --mem 0 -- true', '--mem 0 is not a number above 0', 'for example --mem 256'],
  [
    'run --name a/b -- true',
    '--name a/b is not a task name',
    'letters, digits, _ . and -, at most 128, the first a letter or a digit',
  ],
  ['run --env A -- true', '--env A is not NAME=VALUE', 'for example --env GREETING=hello'],
  [
    'run --count 0 -- true',
    '--count: expected an integer greater than or equal to 1 but received: 0',
    '`mantl help run` explains',
  ],
  ['status --master nowhere', '--master nowhere is not HOST:PORT', 'for example --master 10.0.0.1:5050'],
]

const wrongInJson: readonly (readonly [string, string])[] = [
  ['frob --json', 'usage.unknown_command'],
  ['plan --json', 'usage.missing_argument'],
  ['plan x --nothing --json', 'usage.unknown_flag'],
  ['status --principal x --json', 'usage.flags'],
  ['run --json', 'usage.command'],
]

const commands = ['run', 'tasks logs', 'status', 'plan']
const lines = [
  ...wrong.map(([line]) => line),
  ...wrongInJson.map(([line]) => line),
  ...commands.map(id => `help ${id}`),
]
const results = new Map(manyLines(lines.map(line => line.split(' '))).map((result, index) => [lines[index]!, result]))

describe('what is wrong with a command line is said in two lines, and ends with 64', () => {
  it.each(wrong)('mantl %s', (line, message, hint) => {
    expect(results.get(line)).toEqual({ status: 64, stdout: '', stderr: `error: ${message}\nhint:  ${hint}\n` })
  })

  it.each(wrongInJson)('mantl %s answers in JSON', (line, code) => {
    const { status, stdout, stderr } = results.get(line)!
    expect({ status, stderr }).toEqual({ status: 64, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject({ error: { code, retryable: false } })
  })
})

describe('help', () => {
  it('teaches three commands first', () => {
    const { status, stdout } = mantl([])
    expect(status).toBe(0)
    const shown = stdout.split('\n').filter(line => line.startsWith('  mantl '))
    expect(shown.slice(0, 3).map(line => line.trim().split(/\s+/)[1])).toEqual(['provision', 'run', 'status'])
    expect(mantl(['--help']).stdout).toBe(stdout)
  })

  it.each(commands)('mantl help %s says how it is used', id => {
    const { status, stdout } = results.get(`help ${id}`)!
    expect(status).toBe(0)
    expect(stdout).toContain(`$ mantl ${id}`)
  })

  it('says the version', () => {
    expect(mantl(['--version']).stdout).toMatch(/^mantl\/\d+\.\d+\.\d+ /)
  })
})

it('a reader that goes away is no error', () => {
  const { status, stderr } = spawnSync('sh', ['-c', '"$@" | true', 'sh', process.execPath, program, 'help', 'run'], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

it('nobody there: exit 5, what was tried and what to do', () => {
  const { status, stdout, stderr } = mantl(['status', '--master', '127.0.0.1:1'])
  expect({ status, stdout }).toEqual({ status: 5, stdout: '' })
  expect(stderr).toBe(
    'error: no leader answers (127.0.0.1:1: connection refused)\n' +
      'hint:  is the cluster up? `mantl provision INVENTORY` starts it, --master HOST:PORT names another\n',
  )
})
