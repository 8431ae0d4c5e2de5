import type { Lab } from '../../../hosts/lab.ts'
import type { ArmedHost, PointKind } from './armed-host.ts'
import { readOnly, withoutInodes } from './disk-states.ts'

/** What a run meets at a point. */
export interface Fault {
  readonly name: string
  readonly at: readonly PointKind[]
  /** Only where the distribution's packages are installed. */
  readonly packages?: true
  /** Only where they are fetched: what removes them asks no mirror. */
  readonly fetching?: true
  /** Only where time does not matter. */
  readonly slow?: true
  /** It falls on the CLI, or on what tells a dead one from a living one: this needs a process of its own. */
  readonly process?: true
  /** What has to be so before the run begins. */
  readonly prepare?: (met: Met) => Promise<unknown>
  /** While the run stands still; the order with which it goes on, absent where nothing is left that could. */
  readonly strike: (met: Met) => Promise<string | undefined>
  readonly heal?: (met: Met) => Promise<unknown>
  /** Exit code of the command and result of the host that may be; the host's others are done in any case. */
  readonly ends: readonly (readonly [exitCode: number, result: string])[]
}

export interface Met {
  readonly armed: ArmedHost
  readonly lab: Lab
  /** The CLI's process, where it has one of its own. */
  readonly pid?: number
}

const done = [0, 'done'] as const
const unreachable = [5, 'unreachable'] as const
const failed = [3, 'failed'] as const
const anywhere = ['begin', 'within', 'end'] as const

const on = ({ armed }: Met, script: string) => armed.host.exec(['sh', '-c', script])

/** A kill of the CLI says nothing at all. */
export const killed = 255

const deny = `mv /etc/sudoers.d/deploy /root/sudoers-of-deploy`
const allow = `mv /root/sudoers-of-deploy /etc/sudoers.d/deploy`
const aptStandIn = (text: string) =>
  `printf '%s\\n' '#!/bin/sh' ${text} > /usr/local/bin/apt-get; chmod 755 /usr/local/bin/apt-get`
const removeStandIn = 'rm -f /usr/local/bin/apt-get'

export const faults: readonly Fault[] = [
  {
    name: 'connection cut',
    at: anywhere,
    strike: async met => {
      await on(met, `pkill -9 -f '^sshd: deploy'`)
      return ''
    },
    ends: [unreachable],
  },
  {
    // neither end hears of it; the command gives up after a silence of 15 s, and the next one finds the lock of a dead owner
    name: 'cable pulled',
    at: ['within'],
    slow: true,
    process: true,
    strike: async ({ armed }) => {
      await armed.host.partition()
      return ''
    },
    heal: ({ armed }) => armed.host.heal(),
    ends: [unreachable],
  },
  {
    name: 'power cut',
    at: ['begin', 'within', 'end', 'dpkg'],
    strike: async ({ armed }) => {
      await armed.host.crash()
      return undefined
    },
    heal: ({ armed }) => armed.host.boot(),
    ends: [unreachable],
  },
  {
    // a power cut as those are who pay for it: what was written in the last half minute and not synced is gone
    name: 'power lost',
    at: ['begin', 'within', 'end', 'dpkg'],
    // as on other hosts: what dpkg installs is on the disk before it says so
    prepare: met => on(met, 'rm -f /etc/dpkg/dpkg.cfg.d/test-host'),
    strike: async ({ armed }) => {
      await armed.host.losePower()
      return undefined
    },
    heal: ({ armed }) => armed.host.boot(),
    ends: [unreachable],
  },
  {
    name: 'rebooted',
    at: ['begin', 'within'],
    strike: async ({ armed }) => {
      await armed.host.reboot()
      return undefined
    },
    ends: [unreachable],
  },
  {
    name: 'disk full',
    at: ['begin', 'within'],
    strike: async met => {
      await on(
        met,
        'fallocate -l "$(($(df --output=avail -B1 / | tail -n 1) - 65536))" /root/filler; cat /dev/zero >> /root/filler',
      )
      return ''
    },
    heal: met => on(met, 'rm -f /root/filler'),
    ends: [failed, done],
  },
  {
    name: 'no inode left',
    at: ['begin', 'within'],
    strike: async met => {
      await on(met, withoutInodes.made)
      return ''
    },
    heal: met => on(met, withoutInodes.mended),
    ends: [failed, done],
  },
  {
    name: 'disk read-only',
    at: ['begin', 'within'],
    strike: async met => {
      await on(met, readOnly.made)
      return ''
    },
    heal: met => on(met, readOnly.mended),
    ends: [failed, done],
  },
  {
    name: 'sudo refused',
    at: anywhere,
    strike: async met => {
      await on(met, deny)
      return 'kill -9 $$ $BASHPID'
    },
    heal: met => on(met, allow),
    ends: [failed],
  },
  {
    name: 'shell killed',
    at: anywhere,
    strike: async () => 'kill -9 $$ $BASHPID',
    ends: [failed],
  },
  {
    name: 'CLI killed',
    at: anywhere,
    process: true,
    strike: async ({ pid }) => {
      process.kill(pid!, 'SIGKILL')
      return ''
    },
    ends: [[killed, 'killed']],
  },
  {
    name: 'Ctrl-C',
    at: ['begin', 'within'],
    process: true,
    strike: async ({ pid }) => {
      process.kill(pid!, 'SIGINT')
      return ''
    },
    ends: [[130, 'interrupted'], done],
  },
  {
    name: 'packages locked',
    at: ['begin', 'within'],
    packages: true,
    // the stand-in asks for less patience than five minutes
    prepare: met =>
      on(
        met,
        aptStandIn(
          `'for a; do shift; [ "$a" = DPkg::Lock::Timeout=300 ] && a=DPkg::Lock::Timeout=1; set -- "$@" "$a"; done' 'exec /usr/bin/apt-get "$@"'`,
        ),
      ),
    strike: async met => {
      await on(met, holdLocks(dpkgLock))
      return ''
    },
    heal: met => on(met, `kill "$(cat /run/holds-lock)"; ${removeStandIn}`),
    ends: [failed],
  },
  {
    name: 'packages locked for a while',
    at: ['begin', 'within'],
    packages: true,
    strike: async met => {
      await on(met, holdLocks(dpkgLock, ...aptLocks))
      return `( sleep 2; kill "$(cat /run/holds-lock)" ) </dev/null >/dev/null 2>&1 &`
    },
    ends: [done],
  },
  {
    name: 'packages failing',
    at: ['begin', 'within'],
    packages: true,
    strike: async met => {
      await on(met, aptStandIn(`'echo "E: Unable to fetch some archives" >&2' 'exit 100'`))
      return ''
    },
    heal: met => on(met, removeStandIn),
    ends: [failed],
  },
  {
    name: 'dpkg killed',
    at: ['dpkg'],
    packages: true,
    strike: async () => 'kill -9 $(pgrep -x dpkg)',
    ends: [failed, done],
  },
  {
    name: 'no mirror',
    at: ['begin', 'within'],
    packages: true,
    fetching: true,
    strike: async met => {
      await on(
        met,
        `apt-get clean; mv /etc/apt/apt.conf.d/95proxy /root/95proxy; echo 'Acquire::http::Proxy "http://127.0.0.1:9"; Acquire::Retries "0";' > /etc/apt/apt.conf.d/95proxy`,
      )
      return ''
    },
    heal: met => on(met, 'mv /root/95proxy /etc/apt/apt.conf.d/95proxy'),
    ends: [failed],
  },
]

const dpkgLock = '/var/lib/dpkg/lock-frontend'
const aptLocks = ['/var/lib/apt/lists/lock', '/var/cache/apt/archives/lock']

/** As others of its kind do it: perl stands on every Debian host, and the locks are those of fcntl. */
const holdLocks = (...paths: readonly string[]) => `cat > /root/hold-lock <<'PERL'
use Fcntl;
my @held;
for my $path (@ARGV) {
  open(my $f, '>>', $path) or die;
  my $lock = pack('s s x4 q q i x4', F_WRLCK, 0, 0, 0, 0);
  fcntl($f, F_SETLKW, $lock) or die;
  push @held, $f;
}
open(my $p, '>', '/run/holds-lock'); print $p $$; close $p;
sleep;
PERL
rm -f /run/holds-lock
setsid perl /root/hold-lock ${paths.join(' ')} </dev/null >/dev/null 2>&1 &
i=0; until [ -s /run/holds-lock ] || [ "$i" -ge 500 ]; do i=$((i+1)); sleep 0.02; done`
