import { unfinishedRun } from '../../facts/host/unfinished-run.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/** Tells of a run that died on the host: whatever it left undone is in the plan of this one. */
export const finished = ({ state }: { readonly state: string }): Operation => ({
  name: 'runs that did not end',
  needs: [ask(unfinishedRun, { state })],
  changes: () => [],
  concerns: facts => {
    const run = facts.get(unfinishedRun, { state })
    if (run === undefined) return []
    const { user, machine, at, command, changes } = run
    const message = `a run of ${user} on ${machine} did not end here: ${command}, since ${at}, ${changes.length} changes; this one finishes it`
    return [{ severity: 'warning', message }]
  },
})
