import type { CreateGroup, CreateUser, RemoveAccount } from '../model/change.ts'
import { notesToDisk } from './batch-script.ts'
import type { ShellChange } from './shell-change.ts'

/** useradd and groupadd write to the disk at once: what is noted before them is there, too. */
export const createGroup: ShellChange<CreateGroup> = ({ name }) => ({
  script: `made group "$1"; ${notesToDisk}; groupadd --system -- "$1"`,
  args: [name],
})

export const createUser: ShellChange<CreateUser> = ({ name, group, home }) => ({
  script: `made user "$1"; ${notesToDisk}; useradd --system --no-create-home --home-dir "$3" --shell "$(command -v nologin || echo /bin/false)" --gid "$2" -- "$1"`,
  args: [name, group, home],
})

export const removeAccount: ShellChange<RemoveAccount> = ({ account, name }) => ({
  script: 'if getent "$2" "$1" >/dev/null; then "$3" -- "$1"; fi',
  args: [name, account === 'user' ? 'passwd' : 'group', account === 'user' ? 'userdel' : 'groupdel'],
})
