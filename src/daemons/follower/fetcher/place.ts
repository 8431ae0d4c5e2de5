import { dirname } from 'node:path'
import { readLocal } from './read-local.ts'
import { type Program, runAs, type Workplace } from './run-as.ts'

/** What lay there is replaced, not written into: `-C` takes no file that exists. */
const script = `
umask 022
mkdir -p -- "$1" && rm -f -- "$2" && set -C || exit 1
cat >"$2" && chmod "$3" -- "$2"
`

export interface Placed {
  /** Relative to the sandbox, without `..`. */
  readonly target: string
  readonly executable: boolean
}

const placing = ({ target, executable }: Placed): Program => ({
  args: ['sh', '-c', script, 'place', `./${dirname(target)}`, `./${target}`, executable ? '755' : '644'],
  powerless: true,
})

/** Whatever `write` writes; it ends the stream. */
export const placeStream = (
  place: Workplace,
  placed: Placed,
  write: (to: NodeJS.WritableStream) => Promise<void>,
): Promise<void> => runAs(place, placing(placed), write)

/** A file of ours. */
export const placeFile = (place: Workplace, placed: Placed, descriptor: number): Promise<void> =>
  runAs(place, { ...placing(placed), stdin: descriptor })

/** A local file's content, as far as the task's user may read it. */
export const placeCopy = async (place: Workplace, placed: Placed, from: string): Promise<void> => {
  const { output, ended } = await readLocal(place, from)
  const written = runAs(place, { ...placing(placed), stdin: output })
  output.destroy() // the writer has it now, and alone: its end is to be the reader's, too
  const [writing, reading] = await Promise.allSettled([written, ended])
  // Who could not read says more than who then got nothing.
  if (reading.status === 'rejected') throw reading.reason
  if (writing.status === 'rejected') throw writing.reason
}
