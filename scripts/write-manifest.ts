import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandManifest } from './command-manifest.ts'

/** `npm run manifest`: writes oclif.manifest.json, from which help is made without loading every command. */
writeFileSync(join(import.meta.dirname, '../oclif.manifest.json'), await commandManifest())
