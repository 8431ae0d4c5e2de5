import type { ReleaseFile } from '../../model/change.ts'
import type { FactKind } from '../../model/fact.ts'

export interface ReleaseState {
  /** Complete: its folder carries the mark that is made last, and every file has its size. */
  readonly installed: boolean
  /** Complete once, and damaged since. */
  readonly damaged?: true
  /** Blobs of the release that the store already holds, of the right size. */
  readonly blobs: ReadonlySet<string>
}

export interface ReleaseQuestion {
  readonly releases: string
  readonly store: string
  readonly digest: string
  readonly files: readonly Pick<ReleaseFile, 'path' | 'sha256' | 'size'>[]
}

/** Whether a release stands complete on the host, and which of its parts were sent before. Sizes are looked at: digests would take a second. */
export const releaseState: FactKind<ReleaseQuestion, ReleaseState> = {
  name: 'releases/release-state',
  subject: ({ digest }) => `the parts of release ${digest.slice(0, 12)}`,
  command: question => ({
    script,
    args: [markOf(question), ...question.files.flatMap(file => [partOf(question, file), blobOf(question, file)])],
    inline: true,
  }),
  read: ({ stdout }, question) => {
    const sizes = new Map(stdout.split('\n').map(sizeIn))
    const { files } = question
    const marked = sizes.has(markOf(question))
    const whole = files.every(file => sizes.get(partOf(question, file)) === file.size)
    const blobs = files.filter(file => sizes.get(blobOf(question, file)) === file.size).map(({ sha256 }) => sha256)
    return { installed: marked && whole, ...(marked && !whole ? { damaged: true } : {}), blobs: new Set(blobs) }
  },
}

type File = ReleaseQuestion['files'][number]

const folderOf = ({ releases, digest }: ReleaseQuestion) => `${releases}/${digest}`
const markOf = (question: ReleaseQuestion) => `${folderOf(question)}/.complete`
const partOf = (question: ReleaseQuestion, { path }: File) => `${folderOf(question)}/${path}`
const blobOf = ({ store }: ReleaseQuestion, { sha256 }: File) => `${store}/${sha256}`

/** What is not there stands in no line. */
const script = `stat -c '%s %n' -- "$@" 2>/dev/null; :`

const sizeIn = (line: string): readonly [string, number] => {
  const space = line.indexOf(' ')
  return [line.slice(space + 1), Number(line.slice(0, space))]
}
