import { MantlError } from '../../errors.ts'

/** Why sudo let nothing start. PURE. `said`: its stderr under LC_ALL=C. */
export const sudoRefusal = (host: string, user: string, said: string): MantlError => {
  const reason =
    said
      .replaceAll(/\x1e[^\n]*\n?/g, '')
      .trim()
      .split('\n')
      .filter(Boolean)
      .at(-1) ?? 'it said nothing'
  if (/a password is required|a terminal is required/.test(said))
    return new MantlError('sudo.password_needed', `sudo on ${host} wants a password of ${user}`, {
      hint: 'set ansible_become_password, or allow sudo without a password (NOPASSWD) for this user',
    })
  if (/sudo: .*not found|sudo: No such file|not found.*sudo/.test(said))
    return new MantlError('sudo.refused', `${host} has no sudo: ${reason}`, {
      hint: 'install sudo there, or log in as root (ansible_user: root)',
    })
  if (/try again|incorrect password/.test(said))
    return new MantlError('sudo.refused', `sudo on ${host} does not accept the password of ${user}`, {
      hint: 'correct ansible_become_password',
    })
  return new MantlError('sudo.refused', `sudo on ${host} refuses ${user}: ${reason}`, {
    hint: 'allow this user in /etc/sudoers.d, or log in as root (ansible_user: root)',
  })
}
