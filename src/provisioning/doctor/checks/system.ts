import { glibcLoader } from '../../facts/host/loader.ts'
import { ask } from '../../model/fact.ts'
import type { Check, Examinee } from '../check.ts'

/** Operating systems on which the release's Node cannot start. */
export const system: Check = {
  name: 'system',
  needs: host => [ask(glibcLoader, questionOf(host))],
  find: hosts =>
    hosts
      .filter(host => !host.facts.get(glibcLoader, questionOf(host)))
      .map(({ host, surroundings }) => ({
        severity: 'error' as const,
        host: host.name,
        what: `${surroundings.os} ${surroundings.osVersion}`
          .trim()
          .concat(' has no glibc, and the daemons’ Node needs it'),
        hint: 'take a distribution with glibc 2.28 or later, as Debian, Ubuntu, Fedora and Rocky have it; Alpine has none',
      })),
}

const questionOf = ({ surroundings }: Examinee) => ({ architecture: surroundings.architecture })
