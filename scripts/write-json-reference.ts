import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonReference } from './json-reference.ts'

/** Writes docs/json.md. */
writeFileSync(join(import.meta.dirname, '../docs/json.md'), jsonReference())
