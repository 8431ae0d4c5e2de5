import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compatibility } from './compatibility.ts'

/** Writes docs/compatibility.md. */
writeFileSync(join(import.meta.dirname, '../docs/compatibility.md'), compatibility())
