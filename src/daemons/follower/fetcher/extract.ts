import { dirname } from 'node:path'
import type { FetchItem } from './plan.ts'
import { type Program, runAs } from './run-as.ts'

const gunzip = 'umask 022; rm -f -- "$2" && set -C && exec gzip -dc -- "$1" >"$2"'

/** Unpacks beside the archive, which stays. `archive`: relative to the folder. */
export const extract = (
  kind: NonNullable<FetchItem['extract']>,
  archive: string,
  where: Pick<Program, 'folder' | 'user'>,
): Promise<void> => runAs({ ...where, args: argumentsOf[kind](`./${archive}`) })

const argumentsOf: Readonly<Record<NonNullable<FetchItem['extract']>, (archive: string) => readonly string[]>> = {
  gzip: archive => ['sh', '-c', gunzip, 'gunzip', archive, archive.replace(/\.gz$/, '')],
  tar: archive => ['tar', '-x', '--no-same-owner', '-C', dirname(archive), '-f', archive],
  zip: archive => ['unzip', '-o', '-q', '-d', dirname(archive), archive],
}
