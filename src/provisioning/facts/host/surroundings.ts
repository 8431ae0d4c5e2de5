import { MantlError } from '../../../errors.ts'
import type { UnitManager } from '../../model/change.ts'
import type { FactKind } from '../../model/fact.ts'
import type { Surroundings } from '../../model/surroundings.ts'

/** Who we are on the host and what kind of host it is. */
export const surroundings: FactKind<Record<string, never>, Surroundings> = {
  name: 'host/surroundings',
  subject: () => 'the kind of host',
  command: () => ({ script }),
  read: ({ stdout, exitCode, stderr }) => {
    if (exitCode !== 0) throw new MantlError('fact.unreadable', `the host does not tell what it is: ${stderr.trim()}`)
    return parse(
      new Map(stdout.split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])),
    )
  },
}

/**
 * No process for root by its usual name, where the kernel tells its architecture (since Linux 6.1); else `id` is asked who we are. os-release
 * is read, not run.
 */
const script = `u= g=
while read -r k r e x; do case $k in Uid:) u=$e ;; Gid:) g=$e; break ;; esac; done 2>/dev/null </proc/self/status
first() { IFS=: read -r n p d x 2>/dev/null <"/etc/$1" && [ "$n:$d" = root:0 ]; }
if [ "$u:$g" = 0:0 ] && first passwd && first group; then i='uid=0(root) gid=0(root)'; else i=$(LC_ALL=C id); fi
echo "$i"
read -r m 2>/dev/null </proc/sys/kernel/arch || m=$(uname -m)
printf '%s\\n' "machine=$m" "home=$HOME" "data=$XDG_DATA_HOME" "config=$XDG_CONFIG_HOME" "state=$XDG_STATE_HOME" "runtime=$XDG_RUNTIME_DIR"
if [ -r /etc/os-release ]; then
  while IFS= read -r l; do case $l in ID=* | VERSION_ID=*) printf 'os:%s\\n' "$l" ;; esac; done </etc/os-release
fi
if [ ! -d /run/systemd/system ]; then echo manager=supervisor; exit; fi
case $i in 'uid=0('* | 'uid=0 '*) echo manager=systemd; exit ;; esac
if systemctl --user show-environment >/dev/null 2>&1; then echo manager=systemd-user; else echo manager=supervisor; fi`

const parse = (said: ReadonlyMap<string, string>): Surroundings => {
  const told = (name: string) => said.get(name) || undefined
  const { uid, user, group } = who(told('uid') ?? '')
  return {
    uid,
    user,
    group,
    home: told('home') ?? '/',
    architecture: told('machine') ?? 'unknown',
    os: unquoted(told('os:ID')) ?? 'unknown',
    osVersion: unquoted(told('os:VERSION_ID')) ?? '',
    unitManager: (told('manager') ?? 'supervisor') as UnitManager,
    xdg: { data: told('data'), config: told('config'), state: told('state'), runtime: told('runtime') },
  }
}

/** What `id` says after `uid=`; a name that nobody knows is left out there. */
const who = (said: string): Pick<Surroundings, 'uid' | 'user' | 'group'> => {
  const [, uid, user, gid, group] = /^(\d+)(?:\((.*?)\))? gid=(\d+)(?:\((.*?)\))?(?: |$)/.exec(said) ?? []
  if (uid === undefined || gid === undefined)
    throw new MantlError('fact.unreadable', 'the host does not tell our user id')
  return { uid: Number(uid), user: user ?? uid, group: group ?? gid }
}

/** As os-release(5) quotes: names and versions hold no character that would need an escape. */
const unquoted = (value: string | undefined): string | undefined => value?.replace(/^(["'])(.*)\1$/, '$2')
