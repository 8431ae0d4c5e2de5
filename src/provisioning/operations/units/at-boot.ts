import { file } from '../../facts/files/file.ts'
import type { UnitManager } from '../../model/change.ts'
import { ask } from '../../model/fact.ts'
import type { Operation } from '../../model/operation.ts'

/** Changes nothing: says once, before the first run, what does not start the daemons by itself. `config`: our folder, which that run makes. `user`: who works there. */
export const atBoot = (wanted: {
  readonly manager: UnitManager
  readonly config: string
  readonly user: string
}): Operation => {
  const { manager, config, user } = wanted
  const questions = { config: { path: config }, lingers: { path: `/var/lib/systemd/linger/${user}` } }
  return {
    name: 'units/at-boot',
    needs: manager === 'systemd' ? [] : [ask(file, questions.config), ask(file, questions.lingers)],
    changes: () => [],
    concerns: facts => {
      if (manager === 'systemd' || facts.get(file, questions.config).kind !== 'absent') return []
      if (manager === 'supervisor') return [{ severity: 'warning', message: withoutSystemd }]
      return facts.get(file, questions.lingers).kind === 'absent'
        ? [{ severity: 'warning', message: ofUser(user) }]
        : []
    },
  }
}

const withoutSystemd =
  'there is no systemd for us here, so nothing starts the daemons at boot: run mantl provision again after a reboot'

const ofUser = (user: string) =>
  `the daemons run as long as ${user} is logged in: loginctl enable-linger lets them run from boot on`
