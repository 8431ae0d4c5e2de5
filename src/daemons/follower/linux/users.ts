import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { MantlError } from '../../../errors.ts'
import type { SpecUser } from '../containerizer/launch-spec.ts'

/** Finds a user by name: /etc/passwd first, then whatever the machine's name services know. Throws MantlError follower.user. */
export const findUser = (username: string): SpecUser => {
  const user = parsePasswd(readFileSync('/etc/passwd', 'utf8'), username) ?? askNameServices(username)
  if (user === undefined) throw new MantlError('follower.user', `no user '${username}' on this machine`)
  return user
}

export const parsePasswd = (text: string, username: string): SpecUser | undefined => {
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name === username && uid && gid) return { username, uid: Number(uid), gid: Number(gid) }
  }
  return undefined
}

const askNameServices = (username: string): SpecUser | undefined => {
  if (!/^[A-Za-z0-9_.][A-Za-z0-9_.@-]*\$?$/.test(username)) return undefined
  try {
    return parsePasswd(
      execFileSync('getent', ['passwd', '--', username], { encoding: 'utf8', timeout: 2_000 }),
      username,
    )
  } catch {
    return undefined
  }
}

/** Numbers of the groups that a user is in beside his own, as initgroups(3) finds them in /etc/group; other users' by the name services. */
export const findGroups = (user: SpecUser): readonly number[] => {
  const local = parsePasswd(readFileSync('/etc/passwd', 'utf8'), user.username) !== undefined
  return local ? parseGroups(readFileSync('/etc/group', 'utf8'), user) : askGroups(user)
}

export const parseGroups = (text: string, { username, gid }: SpecUser): readonly number[] => {
  const groups = text.split('\n').flatMap(line => {
    const [, , number, members = ''] = line.split(':')
    return number && members.split(',').includes(username) ? [Number(number)] : []
  })
  return [...new Set([gid, ...groups])]
}

const askGroups = ({ username, gid }: SpecUser): readonly number[] => {
  try {
    const text = execFileSync('id', ['-G', '--', username], { encoding: 'utf8', timeout: 2_000 })
    return text.trim().split(' ').map(Number)
  } catch {
    return [gid]
  }
}
