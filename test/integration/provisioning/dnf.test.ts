import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { batchScript } from '../../../src/provisioning/apply/batch-script.ts'
import { installPackages, removePackages } from '../../../src/provisioning/apply/packages.ts'
import type { ShellWork } from '../../../src/provisioning/apply/shell-change.ts'
import { installedPackages } from '../../../src/provisioning/facts/packages/installed.ts'
import { layoutOf } from '../../../src/provisioning/layout.ts'
import { createDnfHost, type DnfHost } from '../../support/dnf.ts'
import { root } from '../../support/role-context.ts'

let host: DnfHost
beforeAll(() => {
  host = createDnfHost()
})
afterAll(() => host?.remove())

const carryOut = (work: ShellWork) => {
  const ended = spawnSync('/bin/sh', ['-c', batchScript([work])], { encoding: 'utf8', env: host.env })
  return { ended: ended.stdout.trim(), said: ended.stderr }
}
const layout = layoutOf(root)
const change = (...names: string[]) => ({ names, why: 'w' })

const found = (...names: string[]) => {
  const { argv = [] } = installedPackages.command({ names }) as { argv?: readonly string[] }
  const { stdout, stderr, status } = spawnSync('/bin/sh', argv.slice(1), { encoding: 'utf8', env: host.env })
  return [...installedPackages.read({ stdout, stderr, exitCode: status ?? 1 }, { names })]
}

it('dnf installs what is missing with what it needs, all of it noted, and takes it away again', () => {
  expect(found('mantl-upper')).toEqual([])
  expect(carryOut(installPackages({ kind: 'install-packages', ...change('mantl-upper') }, layout))).toMatchObject({
    ended: '0 0',
  })
  expect(host.installed()).toEqual(['mantl-lower', 'mantl-upper'])
  expect(found('mantl-upper', 'mantl-none')).toEqual([['mantl-upper', '1-1']])
  const notes = readFileSync(join(host.env.MANTL_STATE!, 'made'), 'utf8')
  expect(notes.match(/^package .*$/gm)).toEqual(['package mantl-upper', 'package mantl-lower'])

  const removal = change('mantl-upper', 'mantl-none', 'mantl-lower')
  expect(carryOut(removePackages({ kind: 'remove-packages', ...removal }, layout))).toMatchObject({ ended: '0 0' })
  expect(host.installed()).toEqual([])
})

it('a package that nobody has is said to be so', () => {
  const { ended, said } = carryOut(installPackages({ kind: 'install-packages', ...change('mantl-none') }, layout))
  expect(ended).toBe('0 1')
  expect(said).toContain('mantl-none')
})
