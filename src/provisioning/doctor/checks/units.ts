import { playsFollower, playsLeader } from '../../../roles/mesos/settings.ts'
import { zooKeeperUnit } from '../../../roles/zookeeper.ts'
import { type HealthQuestion, unitHealth } from '../../facts/units/unit-health.ts'
import { ask } from '../../model/fact.ts'
import { followerUnit, leaderUnit, supervisedLog, unitRuntime } from '../../operations/units/service.ts'
import type { Check, Examinee, Finding } from '../check.ts'

/** Units that do not run, do not stay up, or would not come back after a reboot. */
export const units: Check = {
  name: 'units',
  ofDaemons: true,
  needs: host => unitsOf(host).map(unit => ask(unitHealth, questionOf(unit, host))),
  find: hosts =>
    hosts.flatMap(host =>
      unitsOf(host).flatMap((unit): Omit<Finding, 'check'>[] => {
        const { active, enabled, restarts, lastWords } = host.facts.get(unitHealth, questionOf(unit, host))
        const of = { host: host.host.name }
        const said = lastWords.length === 0 ? {} : { hint: `it said: ${lastWords.slice(-2).join(' / ').slice(0, 400)}` }
        if (!active) return [{ ...of, severity: 'error', what: `${unit} does not run`, ...said }]
        return [
          ...(restarts >= 3
            ? [{ ...of, severity: 'warning' as const, what: `${unit} was restarted ${restarts} times`, ...said }]
            : []),
          ...(enabled ? [] : [{ ...of, severity: 'warning' as const, what: `${unit} would not start at boot` }]),
        ]
      }),
    ),
}

const unitsOf = ({ host }: Examinee): readonly string[] => [
  ...(host.groups.includes(host.vars.zookeeper_server_group) ? [zooKeeperUnit] : []),
  ...(playsLeader(host) ? [leaderUnit] : []),
  ...(playsFollower(host) ? [followerUnit] : []),
]

const questionOf = (unit: string, { surroundings, layout }: Examinee): HealthQuestion => ({
  unit,
  manager: surroundings.unitManager,
  record: `${layout.state}/started/${unit}`,
  runtime: unitRuntime(unit, layout),
  log: supervisedLog(unit, layout),
})
