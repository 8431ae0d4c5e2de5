import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folders } from '../../../src/provisioning/facts/host/folders.ts'
import type { ScriptCommand } from '../../../src/transport/connection.ts'

it('a folder is one, with spaces in its name too; a file, a link to a folder and nothing are none', async () => {
  const top = await mkdtemp(join(tmpdir(), 'mantl-folders-'))
  const [folder, file, link, absent] = ['a folder', 'file', 'link', 'absent'].map(name => join(top, name)) as [
    string,
    string,
    string,
    string,
  ]
  await mkdir(folder)
  await writeFile(file, '')
  await symlink(folder, link)
  const question = { paths: [folder, file, link, absent] }
  const { script, args = [] } = folders.command(question) as ScriptCommand
  const { stdout, status } = spawnSync('sh', ['-c', script, 'sh', ...args], { encoding: 'utf8' })
  await rm(top, { recursive: true })
  expect([status, folders.read({ stdout, stderr: '', exitCode: 0 }, question)]).toEqual([0, new Set([folder])])
})
