import type { CreateGroup, CreateUser, RemoveAccount } from '../model/change.ts'
import type { Apply } from './context.ts'
import { runScript } from './run-script.ts'

export const createGroup: Apply<CreateGroup> = async ({ name }, context) => {
  await runScript(context, 'made group "$1"; groupadd --system -- "$1"', [name])
}

export const createUser: Apply<CreateUser> = async ({ name, group, home }, context) => {
  const script =
    'made user "$1"; useradd --system --no-create-home --home-dir "$3" --shell "$(command -v nologin || echo /bin/false)" --gid "$2" -- "$1"'
  await runScript(context, script, [name, group, home])
}

export const removeAccount: Apply<RemoveAccount> = async ({ account, name }, context) => {
  const database = account === 'user' ? 'passwd' : 'group'
  const script = 'if getent "$2" "$1" >/dev/null; then "$3" -- "$1"; fi'
  await runScript(context, script, [name, database, account === 'user' ? 'userdel' : 'groupdel'])
}
