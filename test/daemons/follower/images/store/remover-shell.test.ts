import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  createRemoverShell,
  type RemoverShell,
} from '../../../../../src/daemons/follower/images/store/remover-shell.ts'

let folder: string
let shell: RemoverShell
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-remover-'))
  shell = createRemoverShell()
})
afterEach(() => {
  shell.close()
  rmSync(folder, { recursive: true, force: true })
})

const tree = (name: string) => {
  mkdirSync(join(folder, name, 'in'), { recursive: true })
  writeFileSync(join(folder, name, 'in', 'file'), '')
  return join(folder, name)
}

it('removes what it is told, whatever its name', async () => {
  const names = ['plain', `it's`, '$(touch x) `y`', '-rf', 'two\nlines', 'back\\slash']
  const paths = names.map(tree)
  await shell.remove(paths.slice(0, 2))
  await Promise.all(paths.slice(2).map(path => shell.remove([path])))
  expect(paths.filter(path => existsSync(path))).toEqual([])
  expect(existsSync(folder)).toBe(true)
})

it('follows no link, and finds nothing to do harmless', async () => {
  const kept = tree('kept')
  symlinkSync(kept, join(tree('gone'), 'link'))
  await shell.remove([join(folder, 'gone'), join(folder, 'never-there')])
  expect([existsSync(join(folder, 'gone')), existsSync(join(kept, 'in/file'))]).toEqual([false, true])
})

it('names what stays, and goes on', async () => {
  await expect(shell.remove(['/proc/self/status'])).rejects.toThrow('/proc/self/status')
  const path = tree('next')
  await shell.remove([path])
  expect(existsSync(path)).toBe(false)
})

it('is killed, and there is another', async () => {
  const paths = ['a', 'b'].map(tree)
  await shell.remove([paths[0]!])
  const children = execFileSync('ps', ['--ppid', String(process.pid), '-o', 'pid=,args='], { encoding: 'utf8' })
  for (const line of children.split('\n').filter(one => one.includes('mantl-remover'))) {
    process.kill(Number.parseInt(line, 10), 'SIGKILL')
  }
  await shell.remove([paths[1]!])
  expect(existsSync(paths[1]!)).toBe(false)
})
