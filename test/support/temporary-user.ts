import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'

/** An ordinary user of this machine for the time of a test. Needs root. */
export interface TemporaryUser {
  readonly name: string
  remove(): void
}

/** `sudoers`: what follows the user's name in a line of /etc/sudoers.d, e.g. `ALL=(ALL) NOPASSWD: ALL`. */
export const makeUser = (name: string, settings: { password?: string; sudoers?: string } = {}): TemporaryUser => {
  const rules = `/etc/sudoers.d/${name}`
  removeUser(name, rules)
  // `*` is no password but, unlike `!`, no locked account either: sshd lets it in with a key.
  const hash = settings.password === undefined ? '*' : hashed(settings.password)
  execFileSync('useradd', ['--create-home', '--shell', '/bin/sh', '--password', hash, name])
  if (settings.sudoers) writeFileSync(rules, `${name} ${settings.sudoers}\n`, { mode: 0o440 })
  return { name, remove: () => removeUser(name, rules) }
}

const hashed = (password: string): string =>
  execFileSync('openssl', ['passwd', '-6', '-stdin'], { input: password }).toString().trim()

const removeUser = (name: string, rules: string): void => {
  rmSync(rules, { force: true })
  try {
    execFileSync('userdel', ['--remove', '--force', name], { stdio: 'ignore' })
  } catch {
    // it was not there
  }
}
