import { dirname } from 'node:path'
import { findProgram } from '../containerizer/launcher/programs.ts'
import type { CachedFile } from './cache.ts'
import type { Archive } from './plan.ts'
import { archivePath, runAs, type Workplace } from './run-as.ts'

/** $1 the folder, $2 the archive, $3 the file that a gz becomes. */
const scripts: Readonly<Record<Archive['kind'], string>> = {
  tar: 'exec tar -x --no-same-owner -C "$1" -f "$2"',
  zip: 'exec unzip -o -q -d "$1" "$2"',
  gzip: 'rm -f -- "$3" && set -C && exec gzip -dc <"$2" >"$3"',
}

/** Debian's packages of programs that a bare machine may lack. */
const packages: Readonly<Record<string, string>> = { xz: 'xz-utils' }

/**
 * Unpacks beside `target`, which is where an archive lies that is kept, and which one that comes from the cache never becomes. Throws where a
 * program is missing or says no.
 */
export const extract = (
  place: Workplace,
  { kind, program: needed }: Archive,
  target: string,
  cached?: CachedFile,
): Promise<void> => {
  const program = needed ?? 'tar'
  if (findProgram(program) === undefined) {
    throw new Error(`the agent has no ${program} to unpack it; its package is ${packages[program] ?? program}`)
  }
  const archive = cached ? archivePath(place) : `./${target}`
  const script = `umask 022; mkdir -p -- "$1" && ${scripts[kind]}`
  return runAs(place, {
    args: ['sh', '-c', script, `unpack ${kind}`, `./${dirname(target)}`, archive, `./${target.replace(/\.gz$/, '')}`],
    name: program === 'unzip' ? 'unzip' : kind,
    powerless: true,
    ...(cached ? { archive: cached } : {}),
  })
}

/** What nobody can unpack here and Mesos would not: it is left as it is. */
export const leavesPacked = ({ program }: Archive): boolean => program === 'zstd' && findProgram('zstd') === undefined
