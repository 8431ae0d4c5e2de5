import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { runScript } from './script.ts'

const folder = join(import.meta.dirname, 'scripts')

/** UPDATE_TRANSCRIPTS=1 writes what happened into the scripts; read the difference before it is committed. */
const update = process.env.UPDATE_TRANSCRIPTS === '1'

it.each(readdirSync(folder).filter(name => name.endsWith('.txt')))('%s', name => {
  const path = join(folder, name)
  const script = readFileSync(path, 'utf8')
  const transcript = runScript(script)
  if (update) writeFileSync(path, transcript)
  expect(transcript).toBe(readFileSync(path, 'utf8'))
})
