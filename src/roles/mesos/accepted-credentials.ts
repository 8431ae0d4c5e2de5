import type { Credential } from '../../provisioning/facts/files/credentials-file.ts'
import type { Cluster } from '../role.ts'
import { playsFollower } from './settings.ts'

/** Who may log in to a leader: mesos_credentials of all hosts, and every follower's principal with its secret, each once. */
export const acceptedCredentials = ({ hosts }: Cluster): readonly Credential[] => {
  const frameworks = hosts.flatMap(({ vars }) => vars.mesos_credentials.map(plain))
  const followers = hosts.filter(playsFollower).flatMap(({ vars }) => {
    const secret = vars.mesos_follower_secret
    return secret === undefined ? [] : [{ principal: vars.mesos_follower_principal, secret: secret.reveal() }]
  })
  const all = [...frameworks, ...followers]
  return [
    ...new Map(all.map(credential => [JSON.stringify([credential.principal, credential.secret]), credential])).values(),
  ]
}

const plain = ({
  principal,
  secret,
}: {
  readonly principal: string
  readonly secret: { reveal(): string }
}): Credential => ({
  principal,
  secret: secret.reveal(),
})
