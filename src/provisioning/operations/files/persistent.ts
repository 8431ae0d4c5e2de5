import { fileSystem } from '../../facts/files/file-system.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/** Changes nothing: warns when what is kept at this path does not survive a reboot. `called`: what the person knows it by. */
export const persistent = ({ path, called, lost }: { path: string; called: string; lost: string }): Operation => ({
  name: `files/persistent ${path}`,
  needs: [ask(fileSystem, { path })],
  changes: () => [],
  concerns: facts => {
    const { type } = facts.get(fileSystem, { path })
    if (!/^(tmpfs|ramfs)$/.test(type)) return []
    return [
      {
        severity: 'warning',
        message: `${called} ${path} is on ${type}, which a reboot empties: ${lost} are lost then`,
      },
    ]
  },
})
