import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commandManifest } from '../../scripts/command-manifest.ts'

it('oclif.manifest.json is what the commands say (else: npm run manifest)', async () => {
  const written: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../oclif.manifest.json'), 'utf8'))
  expect(written).toEqual(JSON.parse(await commandManifest()))
}, 60_000)
