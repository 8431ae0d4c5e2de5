import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Program, runAs } from './run-as.ts'

type Where = Pick<Program, 'folder' | 'user'>

/** What lay there is replaced, not written into: `-C` takes no file that exists. */
const script = `
umask 022
mkdir -p -- "$1" && rm -f -- "$2" && set -C || exit 1
if [ -n "$4" ]; then cat <"$4" >"$2"; else cat >"$2"; fi && chmod "$3" -- "$2"
`

export interface Place extends Where {
  /** Relative to the folder, without `..`. */
  readonly target: string
  readonly executable: boolean
}

const placing = ({ target, executable, ...where }: Place, from = ''): Program => ({
  ...where,
  args: ['sh', '-c', script, 'place', `./${dirname(target)}`, `./${target}`, executable ? '755' : '644', from],
})

/** A local file's content, as far as the task's user may read it; a folder is refused as Mesos' fetcher does (cp without -r). */
export const placeCopy = async (from: string, place: Place): Promise<void> => {
  const present = await stat(from).catch(() => undefined)
  if (present === undefined) throw new Error(`${from} does not exist`)
  if (!present.isFile()) throw new Error(`${from} is no file`)
  return runAs(placing(place, from))
}

/** Whatever `write` writes; it ends the stream. */
export const placeStream = (place: Place, write: (to: NodeJS.WritableStream) => Promise<void>): Promise<void> =>
  runAs(placing(place), write)
