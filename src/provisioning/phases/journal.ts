import type { Connection } from '../../transport/connection.ts'
import { made } from '../apply/batch-script.ts'
import type { Layout } from '../layout.ts'
import type { RunBegun, RunEnded } from '../model/journal.ts'

/**
 * Notes what is about to be done, before the first change, and keeps the register as it is until then: that is what a rollback of
 * this run goes back to. A line that a full disk or a power cut tore goes first, or the next one would be part of it. Of these generations, and of the contents that they name, ten stay. The file `unfinished` stands until the
 * end is noted. All of it is on the disk when this ends: after a power cut it must be known what was to be done.
 */
export const noteBegin = (connection: Connection, { state }: Layout, entry: RunBegun) =>
  connection.run({
    script: begin,
    stdin: `${JSON.stringify(entry)}\n`,
    env: { MANTL_STATE: state, MOST: String(mostBytes), RUN: entry.run },
  })

/** Nothing is noted where the state folder is gone. */
export const noteEnd = (connection: Connection, { state }: Layout, entry: RunEnded) =>
  connection.run({ script: end, stdin: `${JSON.stringify(entry)}\n`, env: { MANTL_STATE: state } })

/** Older lines go when it has grown larger; of the register those that later ones replaced. */
const mostBytes = 2_000_000

/** Of the files named by the arguments, those that are there. A host whose `sync` does not know files is not kept from anything. */
const toDisk = `for f; do shift; [ ! -f "$f" ] || set -- "$@" "$f"; done
sync "$@" 2>/dev/null || :`

const begin = `${made}
[ -d "$MANTL_STATE" ] || made tree "$MANTL_STATE"
cd "$MANTL_STATE" && umask 077 || exit 1
for f in made applied journal; do
  if [ -s "$f" ] && [ -n "$(tail -c 1 "$f")" ]; then sed '$d' "$f" > "$f.new" && mv -f "$f.new" "$f"; fi
done
if [ -f journal ] && [ "$(wc -c < journal)" -gt "$MOST" ]; then
  tail -c "$((MOST / 2))" journal | sed 1d > journal.new && mv -f journal.new journal
fi
if [ -f applied ] && [ "$(wc -c < applied)" -gt 300000 ]; then
  awk -F '\\t' '{ if ($1 in at) delete line[at[$1]]; at[$1] = NR; line[NR] = $0 } END { for (i = 1; i <= NR; i++) if (i in line) print line[i] }' applied > applied.new && mv -f applied.new applied
fi
[ -d generations ] && [ -d contents ] || mkdir -p generations contents
if [ -f applied ]; then cp applied "generations/$RUN"; else : > "generations/$RUN"; fi
set -- generations/*
[ $# -le 10 ] || ls -t generations | tail -n +11 | while read -r g; do [ "$g" = "$RUN" ] || rm -f "generations/$g"; done
for c in contents/*; do [ ! -f "$c" ] || grep -qs "\${c##*/}" applied generations/* || rm -f "$c"; done
cat > unfinished.new && cat unfinished.new >> journal && mv -f unfinished.new unfinished || exit 1
set -- journal unfinished "generations/$RUN" made applied
${toDisk}`

const end = `[ -d "$MANTL_STATE" ] || exit 0
cd "$MANTL_STATE" && umask 077 && cat >> journal && rm -f unfinished || exit 1
set -- journal made applied
${toDisk}`
