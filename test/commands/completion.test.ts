import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { manyLines, program } from './program.ts'

const state = mkdtempSync(join(tmpdir(), 'mantl-completion-'))
mkdirSync(join(state, 'mantl-clusters'))
const known = [
  { inventory: join(import.meta.dirname, '../../inventory/cluster.yml'), name: 'c', leaders: ['127.0.0.1:1'] },
]
writeFileSync(join(state, 'mantl-clusters/clusters.json'), JSON.stringify(known))
afterAll(() => rmSync(state, { recursive: true }))
const onPath = `mantl() { XDG_STATE_HOME='${state}' '${process.execPath}' '${program}' "$@"; }`

/** What bash offers when this was typed and Tab is hit. */
const offered = (script: string, line: readonly string[]): string[] => {
  const typed = line.map(word => `'${word}'`).join(' ')
  const run = `${script}\n${onPath}\nCOMP_WORDS=(${typed}); COMP_CWORD=${line.length - 1}; _mantl; printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', run], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.split('\n').filter(word => word !== '')
}

describe('completion', () => {
  const shells = ['bash', 'zsh', 'fish']
  const scripts = new Map(
    manyLines(shells.map(shell => ['completion', shell])).map(({ stdout }, i) => [shells[i], stdout]),
  )
  const script = scripts.get('bash')!

  it('bash accepts its script', () => {
    expect(spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })

  it.each([
    [['mantl', 'pr'], ['provision']],
    [['mantl', 'ta'], ['tasks']],
    [
      ['mantl', 'tasks', ''],
      ['attach', 'exec', 'kill', 'list', 'logs'],
    ],
    [['mantl', 'tasks', 'logs', '--st'], ['--stderr']],
    [['mantl', 'plan', 'inventory.yml', '--det'], ['--detailed-exitcode']],
    [['mantl', 'run', '--name', 'x', '--co'], ['--count']],
    [['mantl', 'run', '--', '--co'], []],
    [
      ['mantl', 'completion', ''],
      ['bash', 'zsh', 'fish'],
    ],
    [
      ['mantl', 'credentials', 'set', 'f'],
      ['follower', 'framework'],
    ],
    [
      ['mantl', 'roles', 'show', 'mesos-'],
      ['mesos-leader', 'mesos-follower', 'mesos-secrets'],
    ],
    [
      ['mantl', 'inventory', 'hosts', 'n'],
      ['node-1', 'node-2', 'node-3', 'node-4', 'node-5'],
    ],
    [['mantl', 'plan', 'x', '--limit', 'lead'], ['leaders']],
    [['mantl', 'tasks', 'logs', ''], []],
    [['mantl', 'nothing', '--'], []],
  ])('%j offers %j', (line, words) => {
    expect(offered(script, line)).toEqual(words)
  })

  it.each([
    ['zsh', /^#compdef mantl\n[\s\S]*'tasks:attach, exec, kill, list, logs'[\s\S]*'--count:how many of it'/],
    ['fish', /complete -c mantl -n '__fish_seen_subcommand_from run' -l count -r -d 'how many of it'/],
  ])('%s has a script with commands and flags', (shell, pattern) => {
    const stdout = scripts.get(shell)!
    expect(stdout).toMatch(pattern)
    const file = join(state, shell)
    writeFileSync(file, stdout)
    const checker = spawnSync(shell, [shell === 'zsh' ? '-n' : '--no-execute', file], { encoding: 'utf8' })
    if (checker.error === undefined) expect([checker.status, checker.stderr]).toEqual([0, ''])
  })
})
