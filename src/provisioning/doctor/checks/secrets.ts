import { playsFollower, playsLeader } from '../../../roles/mesos/settings.ts'
import { credentialFile } from '../../facts/files/credential-file.ts'
import { credentialsFile } from '../../facts/files/credentials-file.ts'
import { ask } from '../../model/fact.ts'
import type { Check, Examined, Examinee, Finding } from '../check.ts'

/** Followers whose secret a leader does not accept. The secrets are compared, never shown. */
export const secrets: Check = {
  name: 'secrets',
  ofDaemons: true,
  needs: host => [
    ...(playsLeader(host.host) ? [ask(credentialsFile, leadersFile(host))] : []),
    ...(playsFollower(host.host) ? [ask(credentialFile, followersFile(host))] : []),
  ],
  find: hosts => {
    const asking = hosts.filter(({ host }) => playsLeader(host) && host.vars.mesos_authenticate_followers)
    return hosts.filter(({ host }) => playsFollower(host)).flatMap(follower => refusals(follower, asking))
  },
}

const leadersFile = ({ layout }: Examinee) => ({ path: `${layout.config}/leader-credentials` })
const followersFile = ({ layout }: Examinee) => ({ path: `${layout.config}/follower-credential` })

const refusals = (follower: Examined, leaders: readonly Examined[]): Omit<Finding, 'check'>[] => {
  const own = follower.facts.get(credentialFile, followersFile(follower))
  const refusing = leaders.filter(leader => {
    const accepted = leader.facts.get(credentialsFile, leadersFile(leader))
    return !accepted.some(({ principal, secret }) => principal === own?.principal && secret === own.secret)
  })
  if (refusing.length === 0) return []
  const who = refusing.map(({ host }) => host.name).join(', ')
  return [
    {
      severity: 'error',
      host: follower.host.name,
      what:
        own === undefined
          ? `has no secret, and ${who} asks for one`
          : `its secret for ${own.principal} is not one that ${who} accepts`,
      hint: 'mantl provision writes the inventory’s secret to all of them',
    },
  ]
}
