import type { FactKind } from '../../model/fact.ts'
import { type RunBegun, readJournal } from '../../model/journal.ts'

/** The run that changed the host last and whose end it never heard of; undefined when there is none. */
export const unfinishedRun: FactKind<{ readonly state: string }, RunBegun | undefined> = {
  name: 'host/unfinished-run',
  command: ({ state }) => ({
    script: '[ ! -e "$1/unfinished" ] || cat "$1/unfinished"',
    args: [state],
    inline: true,
    maxOutputBytes: 1_000_000,
  }),
  read: ({ stdout }) => readJournal(stdout)[0]?.begun,
  subject: () => 'the run that did not end',
  lasting: () => null, // a run's own traces; what it changed is told by the other facts
}
