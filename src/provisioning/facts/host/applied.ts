import { type Applied, readApplied } from '../../model/applied.ts'
import type { FactKind } from '../../model/fact.ts'

/** The host's register of what mantl's changes left there. */
export const applied: FactKind<{ readonly state: string }, readonly Applied[]> = {
  name: 'host/applied',
  command: ({ state }) => ({
    script: 'cat "$STATE/applied" 2>/dev/null; :',
    env: { STATE: state },
    maxOutputBytes: 4_000_000,
    sensitive: true,
  }),
  read: ({ stdout }) => readApplied(stdout),
  subject: () => 'the register of what was applied',
  revealing: () => true,
}
