import { playsFollower, playsLeader } from '../../../roles/mesos/settings.ts'
import { httpAnswer } from '../../facts/host/http-answer.ts'
import { ask } from '../../model/fact.ts'
import type { Check, Examined, Examinee, Finding } from '../check.ts'

/** Leaders that do not answer or do not agree on who leads, and followers that no leader knows. */
export const leadership: Check = {
  name: 'leadership',
  ofDaemons: true,
  needs: host => [
    ...(playsLeader(host.host) ? [ask(httpAnswer, redirectOf(host))] : []),
    ...(playsFollower(host.host) ? [ask(httpAnswer, stateOf(host))] : []),
  ],
  find: hosts => {
    const leaders = hosts.filter(({ host }) => playsLeader(host))
    const followers = hosts.filter(({ host }) => playsFollower(host))
    return [...leaders.flatMap(unanswered), ...disagreement(leaders), ...followers.flatMap(unregistered)]
  },
}

const redirectOf = ({ host }: Examinee) => ({ port: host.vars.mesos_leader_port, path: '/redirect' })
const stateOf = ({ host }: Examinee) => ({ port: host.vars.mesos_follower_port, path: '/state' })
const answerOf = (host: Examined) => host.facts.get(httpAnswer, redirectOf(host))

const unanswered = (host: Examined): Omit<Finding, 'check'>[] => {
  const answer = answerOf(host)
  const of = { severity: 'error' as const, host: host.host.name }
  if (answer === undefined)
    return [{ ...of, what: `its leader does not answer on port ${host.host.vars.mesos_leader_port}` }]
  if (answer.status === 503)
    return [
      { ...of, what: 'its leader knows of none that leads', hint: 'look at ZooKeeper: leaders are elected there' },
    ]
  return []
}

const disagreement = (leaders: readonly Examined[]): Omit<Finding, 'check'>[] => {
  const views = leaders.flatMap(host => {
    const location = answerOf(host)?.location
    return location === undefined
      ? []
      : [{ host: host.host.name, leading: location.replace(/^https?:/, '').replaceAll('/', '') }]
  })
  if (new Set(views.map(({ leading }) => leading)).size < 2) return []
  const said = views.map(({ host, leading }) => `${host} says ${leading}`).join(', ')
  return [
    {
      severity: 'error',
      what: `the leaders do not agree on who leads: ${said}`,
      hint: 'a leader election may be under way; look again in a minute',
    },
  ]
}

const unregistered = (host: Examined): Omit<Finding, 'check'>[] => {
  const answer = host.facts.get(httpAnswer, stateOf(host))
  const of = { severity: 'error' as const, host: host.host.name }
  const port = host.host.vars.mesos_follower_port
  if (answer === undefined) return [{ ...of, what: `its follower does not answer on port ${port}` }]
  if (answer.status !== 200 || /"id": ?"[^"]+-S\d+"/.test(answer.body)) return [] // 401: it asks for a password
  return [
    {
      ...of,
      what: 'its follower is registered with no leader',
      hint: 'its log says why: journalctl -u mantl-follower',
    },
  ]
}
