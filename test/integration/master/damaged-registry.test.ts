import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, it } from 'vitest'
import { type Daemon, eventually, leads, newLab } from './daemons.ts'

const lab = newLab()
afterAll(() => lab.end())

const registry = ({ folder }: Daemon) => join(folder, 'work/registry.db')
const sql = (text: string) => (leader: Daemon) => {
  const database = new DatabaseSync(registry(leader))
  database.exec(text)
  database.close()
}

it.each([
  ['with a damaged entry', sql("INSERT INTO entry VALUES ('agents', 'a-S7', x'ff')"), 'agents/a-S7'],
  ['with what a newer release put there', sql("INSERT INTO entry VALUES ('wishes', 'a', x'00')"), 'wishes'],
  ['of a newer release', sql('PRAGMA user_version = 99'), 'schema 99'],
  [
    'that is none',
    (leader: Daemon) => writeFileSync(registry(leader), 'nonsense '.repeat(1000)),
    'damaged or no registry',
  ],
])('a registry %s stops the leader with 74, its name, and nothing changed', async (_what, damage, says) => {
  const leader = await lab.leader()
  await eventually('it leads', () => leads(leader))
  const weight = await fetch(`http://${leader.address}/weights`, { method: 'PUT', body: '[{"role":"dev","weight":2}]' })
  expect(weight.status).toBe(200)
  await leader.kill('SIGTERM')
  damage(leader)
  const before = readFileSync(registry(leader))
  leader.start()
  expect(await eventually('it exits', () => leader.exitCode())).toBe(74)
  expect(leader.log()).toContain(says)
  expect(readFileSync(registry(leader)).equals(before)).toBe(true)
})
