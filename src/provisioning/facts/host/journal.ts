import type { FactKind } from '../../model/fact.ts'
import { type HostRun, readJournal } from '../../model/journal.ts'

/** The runs that changed the host, the oldest first. */
export const journal: FactKind<{ readonly state: string }, readonly HostRun[]> = {
  name: 'host/journal',
  command: ({ state }) => ({
    script: 'cat "$STATE/journal" 2>/dev/null; :',
    env: { STATE: state },
    maxOutputBytes: 4_000_000,
  }),
  read: ({ stdout }) => readJournal(stdout),
  subject: () => 'the journal',
}
