import { MantlError } from '../../../errors.ts'
import type { UnitManager } from '../../model/change.ts'
import type { FactKind } from '../../model/fact.ts'
import type { Surroundings } from '../../model/surroundings.ts'

/** Who we are on the host and what kind of host it is. */
export const surroundings: FactKind<Record<string, never>, Surroundings> = {
  name: 'host/surroundings',
  subject: () => 'the kind of host',
  lasting: ({ clock: _clock, bootId: _bootId, ...kind }) => kind,
  command: () => ({ script }),
  read: ({ stdout, exitCode, stderr }) => {
    if (exitCode !== 0) throw new MantlError('fact.unreadable', `the host does not tell what it is: ${stderr.trim()}`)
    return parse(
      new Map(stdout.split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])),
    )
  },
}

const script = `echo "uid=$(id -u)"; echo "user=$(id -un)"; echo "group=$(id -gn)"; echo "home=$HOME"; echo "machine=$(uname -m)"
echo "clock=$(date +%s)"; echo "boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null)"
( [ -r /etc/os-release ] && . /etc/os-release; echo "os=$ID"; echo "version=$VERSION_ID" )
echo "data=$XDG_DATA_HOME"; echo "config=$XDG_CONFIG_HOME"; echo "state=$XDG_STATE_HOME"; echo "runtime=$XDG_RUNTIME_DIR"
if [ -d /run/systemd/system ]; then
  if [ "$(id -u)" = 0 ]; then echo manager=systemd
  elif systemctl --user show-environment >/dev/null 2>&1; then echo manager=systemd-user
  else echo manager=supervisor; fi
else echo manager=supervisor; fi`

const parse = (said: ReadonlyMap<string, string>): Surroundings => {
  const told = (name: string) => said.get(name) || undefined
  const uid = Number(told('uid'))
  if (!Number.isInteger(uid)) throw new MantlError('fact.unreadable', 'the host does not tell our user id')
  return {
    uid,
    user: told('user') ?? String(uid),
    group: told('group') ?? String(uid),
    home: told('home') ?? '/',
    architecture: told('machine') ?? 'unknown',
    os: told('os') ?? 'unknown',
    osVersion: told('version') ?? '',
    unitManager: (told('manager') ?? 'supervisor') as UnitManager,
    xdg: { data: told('data'), config: told('config'), state: told('state'), runtime: told('runtime') },
    clock: Number(told('clock') ?? 0),
    bootId: told('boot') ?? '',
  }
}
