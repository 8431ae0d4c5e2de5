import { uploadScript } from '../../transport/upload-script.ts'
import type { WriteFile } from '../model/change.ts'
import type { ShellChange } from './shell-change.ts'

/**
 * So that the next run's work can be undone: a copy by its digest, for the host's owner alone, before the file is in its place, for then no later run
 * looks at it. None of a secret. One that a power cut emptied is made again.
 */
const keep = `{ [ ! -d "$MANTL_STATE" ] || ( umask 077; c="$MANTL_STATE/contents"; { [ -d "$c" ] || mkdir -p "$c"; } && { { [ -f "$c/$2" ] && cmp -s -- "$t" "$c/$2"; } || { cp -- "$t" "$c/$2.new" && mv -f -- "$c/$2.new" "$c/$2"; }; } ); }`

/** Those of the copy and of mantl's notes that are there: they are on the disk before the file is, or a power cut would leave a file that nobody knows of. */
const notes = `{ set -- "$MANTL_STATE/contents/$2" "$MANTL_STATE/made" "$MANTL_STATE/applied"; for f; do shift; [ ! -f "$f" ] || set -- "$@" "$f"; done; }`

/** The file gets its name when it is complete; mode first, content after. The content stands in no argument of a process. */
export const writeFile: ShellChange<WriteFile> = ({ path, content, mode, owner, replaces, block }) => {
  const bytes = Buffer.from(content.text)
  const upload = uploadScript({
    destination: path,
    sha256: content.sha256,
    size: bytes.length,
    options: { mode, durable: true, ...(owner === undefined ? {} : { owner }) },
    id: content.sha256.slice(0, 12),
    content: bytes,
    whole: content.secret ? notes : `${keep} && ${notes}`,
    before: '"$@"',
  })
  return {
    script: `${place}${noted(replaces, block)}${upload}`,
    args: [path, content.sha256],
    notesOnDisk: true,
  }
}

/** mv would put the file into the folder that a link leads to. */
const place = 'if [ -L "$1" ] && [ -d "$1" ]; then rm -f -- "$1"; fi\n'

const noted = (replaces: boolean, block: WriteFile['block']): string => {
  if (!replaces) return 'made path "$1"\n'
  return block === undefined ? '' : 'made block "$1"\n'
}
