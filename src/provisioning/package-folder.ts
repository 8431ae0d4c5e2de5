import { basename, dirname } from 'node:path'

/** Of this package, where src/ and templates/ lie: above src/, or above dist/ where this file is part of the bundle (scripts/bundle.ts). */
export const packageFolder = above(import.meta.dirname)

function above(folder: string): string {
  return ['src', 'dist'].includes(basename(folder)) ? dirname(folder) : above(dirname(folder))
}
