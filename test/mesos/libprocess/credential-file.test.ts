import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readCredential, readCredentials } from '../../../src/mesos/libprocess/credential-file.ts'
import { recordingLog } from '../../support/log.ts'

const write = (text: string, mode: number) => {
  const folder = mkdtempSync(join(tmpdir(), 'mantl-credentials-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'credentials')
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}

it.each([
  [0o600, 0],
  [0o640, 0],
  [0o644, 1],
])('a file of mode %o is read with %d warnings', (mode, warnings) => {
  const log = recordingLog()
  const file = write('agent s1\n', mode)
  expect(readCredentials(`file://${file}`, log)).toEqual([{ principal: 'agent', secret: 's1' }])
  expect(readCredential(file, recordingLog())).toEqual({ principal: 'agent', secret: 's1' })
  expect(log.lines).toHaveLength(warnings)
})

it('a missing one is named', () => {
  expect(() => readCredentials('/nope/c', recordingLog())).toThrow("can't read /nope/c")
})
