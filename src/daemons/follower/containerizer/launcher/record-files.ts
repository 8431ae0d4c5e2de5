import { constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MantlError } from '../../../../errors.ts'
import type { FileStep } from '../../disk/step.ts'
import { type EndRecord, parseEnd, parseStart, type StartRecord } from './records.ts'

/**
 * What lies in the folder of records, a file each beside all others', so that one watch sees all: `container` what it is (JSON; there
 * before anything else) · `script` what the shim reads, gone at once · `started`, `ended`, `words` by the shim · `undo` what was
 * prepared (JSON lines) · `bundle` a folder, of those that crun starts.
 */
export type RecordKind = 'container' | 'script' | 'started' | 'ended' | 'words' | 'undo' | 'bundle'

const kinds: readonly RecordKind[] = ['script', 'started', 'ended', 'words', 'undo', 'bundle', 'container']

/** Keys hold slashes, file names can't; Mesos' ids hold no dots. Throws MantlError follower.launch. */
export const recordFile = (folder: string, key: string, kind: RecordKind): string => {
  if (key.includes('.')) throw new MantlError('follower.launch', `the container id '${key}' holds a dot`)
  return join(folder, `${key.replaceAll('/', '.')}.${kind}`)
}

/** `undefined`: no record of ours. */
export const parseRecordFile = (name: string): { readonly key: string; readonly kind: RecordKind } | undefined => {
  const cut = name.lastIndexOf('.')
  const kind = kinds.find(one => one === name.slice(cut + 1))
  return kind === undefined || cut <= 0 ? undefined : { key: name.slice(0, cut).replaceAll('.', '/'), kind }
}

/** Keys of all containers that have records. */
export const recordedKeys = (folder: string): readonly string[] => [
  ...new Set(readdirSync(folder).flatMap(name => parseRecordFile(name)?.key ?? [])),
]

export const readStart = (folder: string, key: string): StartRecord | undefined =>
  parseStart(readRecord(folder, key, 'started') ?? '')

/** Most run: absence is asked for first, an error takes longer than the question. */
export const readEnd = (folder: string, key: string): EndRecord | undefined => {
  const ended = existsSync(recordFile(folder, key, 'ended')) ? readRecord(folder, key, 'ended') : undefined
  return ended === undefined ? undefined : parseEnd(ended, readRecord(folder, key, 'words') ?? '')
}

const { O_RDONLY, O_NOATIME } = constants

/** The first read of a file would note its time, and wait for the disk's journal over that: it need not, where the file is ours. */
export const readRecord = (
  folder: string,
  key: string,
  kind: RecordKind,
  flag = O_RDONLY | O_NOATIME,
): string | undefined => {
  try {
    return readFileSync(recordFile(folder, key, kind), { encoding: 'utf8', flag })
  } catch (error) {
    const refused = (error as NodeJS.ErrnoException).code === 'EPERM' && flag !== O_RDONLY
    return refused ? readRecord(folder, key, kind, O_RDONLY) : undefined
  }
}

/**
 * First what allows a start, then the rest; `undo` last, which makes a container known that has nothing else any more. They fail where
 * something is mounted in a bundle: what is there is not ours to remove.
 */
export const removalSteps = (folder: string, key: string): FileStep[] => {
  const bundle = recordFile(folder, key, 'bundle')
  return [
    ...(['container', 'script', 'started', 'ended', 'words'] as const).map(
      kind => ({ do: 'remove', path: recordFile(folder, key, kind) }) as const,
    ),
    { do: 'remove-empty', path: join(bundle, 'root') },
    { do: 'remove-tree', path: bundle },
    { do: 'remove', path: recordFile(folder, key, 'undo') },
  ]
}
