import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mantl } from './program.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-credentials-'))
  cpSync(join(import.meta.dirname, '../../inventory/cluster.yml'), join(folder, 'c.yml'))
  writeFileSync(join(folder, 'vault'), 'v\n', { mode: 0o600 })
  writeFileSync(join(folder, 'first'), 'first-secret\n', { mode: 0o600 })
})
afterEach(() => rmSync(folder, { recursive: true }))

const credentials = (line: string) => {
  const args = line.replaceAll('@', `${folder}/`).split(' ')
  return mantl(['credentials', ...args, '-i', join(folder, 'c.yml'), '--vault-password-file', join(folder, 'vault')])
}
const listed = () =>
  (
    JSON.parse(credentials('list --json').stdout) as {
      credentials: { principal: string; secrets: number; clear: boolean }[]
    }
  ).credentials.map(({ principal, secrets, clear }) => [principal, secrets, clear])

test('a framework gets a second secret and loses its first, and the inventory is as before when it is removed', () => {
  const before = readFileSync(join(folder, 'c.yml'), 'utf8')
  expect(credentials('set framework --principal m --secret-file @first').status).toBe(0)
  expect(listed()).toEqual([['m', 1, false]])
  expect(credentials('rotate framework --principal m --out @second').status).toBe(0)
  expect(listed()).toEqual([['m', 2, false]])
  expect(statSync(join(folder, 'second')).mode & 0o777).toBe(0o600)
  expect(credentials('remove framework --principal m --old').status).toBe(0)
  expect(listed()).toEqual([['m', 1, false]])
  expect(credentials('remove operator --principal m').status).toBe(0)
  expect(listed()).toEqual([])
  expect(readFileSync(join(folder, 'c.yml'), 'utf8').replace(/^ +mesos_credentials: *\[\]\n/m, '')).toBe(before)
})

test.each([
  ['follower', 'follower'],
  ['zookeeper', 'mesos'],
  ['zookeeper-super', 'super'],
])('%s is given a secret that nobody needs to see', (whose, principal) => {
  const { status, stdout, stderr } = credentials(`rotate ${whose}`)
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toContain('mantl provision')
  expect(listed()).toEqual([[principal, 1, false]])
  expect(credentials(`remove ${whose}`).status).toBe(0)
  expect(listed()).toEqual([])
})

test.each([
  ['rotate framework --principal nobody --out @second', 'names no principal nobody'],
  ['remove framework --principal nobody', 'names no principal nobody'],
  ['remove follower', 'there is no secret of the followers'],
  ['rotate framework --principal m', 'must be told its new secret'],
  ['set framework --secret-file @first', 'which framework? --principal is missing'],
])('%s: %s, and nothing is written', (line, said) => {
  const before = readFileSync(join(folder, 'c.yml'), 'utf8')
  const { status, stderr } = credentials(line)
  expect(stderr).toContain(said)
  expect(status).not.toBe(0)
  expect(readFileSync(join(folder, 'c.yml'), 'utf8')).toBe(before)
  expect(existsSync(join(folder, 'second'))).toBe(false)
})
