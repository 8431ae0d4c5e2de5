import { file } from '../../facts/files/file.ts'
import { ask } from '../../model/fact.ts'
import type { Check, Examined, Examinee } from '../check.ts'

/** Hosts of the inventory on which nothing of mantl is yet: that no daemon runs there needs no further word. */
export const provisioned: Check = {
  name: 'provisioned',
  needs: host => [ask(file, questionOf(host))],
  find: hosts =>
    hosts.filter(isNew).map(({ host: { name: host } }) => ({
      severity: 'error',
      host,
      what: 'nothing of mantl is there yet',
      hint: 'npx mantl provision brings what it lacks; or take it out of the inventory',
    })),
}

export const isNew = (host: Examined): boolean => host.facts.get(file, questionOf(host)).kind === 'absent'

const questionOf = ({ layout }: Examinee) => ({ path: layout.state })
