import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Secret } from '../../src/inventory/secret.ts'
import { decryptVault, type VaultPassword } from '../../src/inventory/sources/vault.ts'
import {
  decryptFile,
  editFile,
  encryptFile,
  encryptInFile,
  rekeyFile,
  viewFile,
} from '../../src/inventory/sources/vault-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mantl-vault-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

const old: VaultPassword = { password: new Secret('old') }
const prod: VaultPassword = { id: 'prod', password: new Secret('new') }
const put = (text: string, mode = 0o640) => {
  writeFileSync(join(folder, 'f.yml'), text, { mode })
  return join(folder, 'f.yml')
}
const now = () => readFileSync(join(folder, 'f.yml'), 'utf8')
const yaml = `# the cluster
all:
  vars:
    mesos_cluster: blue # its name
    mesos_follower_secret: hunter2
  hosts:
    h: { mesos_follower_secret: "with: colon" }
`

it('a whole file goes there and back, and keeps its mode', async () => {
  const file = put(yaml)
  await encryptFile(file, old)
  expect([now().split('\n')[0], statSync(file).mode & 0o777]).toEqual(['$ANSIBLE_VAULT;1.1;AES256', 0o640])
  await expect(encryptFile(file, old)).rejects.toMatchObject({ code: 'secrets.encrypted' })
  await expect(decryptFile(file, [prod])).rejects.toMatchObject({ code: 'vault.wrong-password' })
  expect(await viewFile(file, [prod, old])).toBe(yaml)
  await decryptFile(file, [old])
  expect(now()).toBe(yaml)
  await expect(decryptFile(file, [old])).rejects.toMatchObject({ code: 'secrets.not_encrypted' })
})

it('single values are encrypted where they stand, and nothing else changes', async () => {
  const file = put(yaml)
  expect(await encryptInFile(file, 'mesos_follower_secret', old)).toBe(2)
  expect(now()).not.toMatch(/hunter2|with: colon/)
  expect(now()).toContain(
    '# the cluster\nall:\n  vars:\n    mesos_cluster: blue # its name\n    mesos_follower_secret: !vault |\n',
  )
  const shown = await viewFile(file, [old])
  expect(shown).toContain('mesos_follower_secret: hunter2\n')
  expect(shown).toContain('with: colon')
  await expect(encryptInFile(file, 'mesos_follower_secret', old)).rejects.toMatchObject({ code: 'secrets.no_value' })
})

it.each(['whole', 'values'])('a new password: %s', async kind => {
  const file = put(yaml)
  if (kind === 'whole') await encryptFile(file, old)
  else await encryptInFile(file, 'mesos_follower_secret', old)
  await rekeyFile(file, [old], prod)
  expect(now()).toContain('$ANSIBLE_VAULT;1.2;AES256;prod')
  await expect(viewFile(file, [old])).rejects.toMatchObject({ code: 'vault.wrong-password' })
  expect(await viewFile(file, [prod])).toContain('hunter2')
})

it('the editor gets the plain text in a folder of its owner’s, of which nothing stays', async () => {
  const file = put('a: 1\n')
  await encryptFile(file, prod)
  const own = join(folder, 'run')
  mkdirSync(own)
  vi.stubEnv('XDG_RUNTIME_DIR', own)
  const script = join(folder, 'editor')
  writeFileSync(script, `stat -c %a "$1" "$(dirname "$1")" > ${folder}/modes; echo 'b: 2' >> "$1"\n`)
  expect(await editFile(file, [old, prod], `sh ${script}`)).toBe(true)
  expect(readFileSync(join(folder, 'modes'), 'utf8')).toBe('600\n700\n')
  expect(decryptVault(now(), [prod]).reveal()).toBe('a: 1\nb: 2\n')
  expect(await editFile(file, [prod], 'true')).toBe(false)
  await expect(editFile(file, [prod], 'false')).rejects.toMatchObject({ code: 'secrets.editor' })
  expect(readdirSync(own)).toEqual([])
})

it.each([
  ['view', () => viewFile(put('a: 1\n'), [old])],
  ['rekey', () => rekeyFile(put('a: 1\n'), [old], prod)],
  ['edit', () => editFile(put('a: 1\n'), [old], 'true')],
])('%s of a file without secrets says so', async (_, run) => {
  await expect(run()).rejects.toMatchObject({ code: 'secrets.not_encrypted' })
  expect(now()).toBe('a: 1\n')
})
