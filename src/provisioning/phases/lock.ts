import { MantlError } from '../../errors.ts'
import type { Connection } from '../../transport/connection.ts'
import type { Layout } from '../layout.ts'

/** Who carries something out on a host, as those are told who come second. */
export interface LockOwner {
  readonly user: string
  readonly machine: string
  readonly command: string
  /** ISO 8601. */
  readonly since: string
  /** The process, and which boot of which machine it belongs to: who finds its lock there can see whether it still lives. */
  readonly pid: number
  readonly boot: string
}

export interface LockRules {
  /** Whether the process that this owner names is known to be gone. */
  readonly isDead: (owner: Partial<LockOwner>) => boolean
  /** Take it whoever holds it. */
  readonly force?: boolean
}

/**
 * One run at a time changes a host. The lock is held by a small process on the host that watches the connection's shell: when the
 * connection is gone, so is the lock within a second. Where the host does not learn that the connection is gone (a cable was
 * pulled), the next run of the same machine knows that the owner is dead, ends that shell and takes the lock. Throws `lock.held`
 * with the owner's words.
 */
export const takeLock = async (
  connection: Connection,
  { lock }: Layout,
  owner: LockOwner,
  rules: LockRules = { isDead: () => false },
): Promise<() => Promise<void>> => {
  const env = { MANTL_LOCK: lock, MANTL_OWNER: JSON.stringify(owner) }
  const first = await connection.run({ script: take, env })
  const mayBreak = first.exitCode === held && (rules.force || rules.isDead(parseOwner(first.stdout)))
  if (mayBreak) await breakLock(connection, { lock })
  const { exitCode, stdout, stderr } = mayBreak ? await connection.run({ script: take, env }) : first
  if (exitCode === held) throw heldBy(connection.host, parseOwner(stdout))
  if (exitCode !== 0)
    throw new MantlError('lock.failed', `the lock on ${connection.host} cannot be taken: ${stderr.trim()}`)
  return async () => {
    await connection.run({ script: release, env: { MANTL_LOCK: lock } })
  }
}

/** Throws `lock.held` while a run holds it that may not be pushed aside; takes nothing. `bare`: nothing of ours is on the host. */
export const refuseHeld = async (
  connection: Connection,
  layout: Pick<Layout, 'lock' | 'state'>,
  rules: LockRules = { isDead: () => false },
): Promise<{ readonly bare: boolean }> => {
  const { owner, bare } = await lookAt(connection, layout)
  if (owner !== undefined && !rules.force && !rules.isDead(owner)) throw heldBy(connection.host, owner)
  return { bare }
}

/** Who holds the lock of a host; undefined when nobody does. */
export const readLock = async (
  connection: Connection,
  layout: Pick<Layout, 'lock' | 'state'>,
): Promise<Partial<LockOwner> | undefined> => (await lookAt(connection, layout)).owner

const lookAt = async (connection: Connection, { lock, state }: Pick<Layout, 'lock' | 'state'>) => {
  const { exitCode, stdout } = await connection.run({ script: look, args: [lock, state], inline: true })
  return exitCode === held ? { owner: parseOwner(stdout), bare: false } : { bare: stdout === 'bare' }
}

/** Ends the shell of whoever holds the lock; the command that it is at may end by itself. */
export const breakLock = async (connection: Connection, { lock }: Pick<Layout, 'lock'>): Promise<void> => {
  await connection.run({ script: breakOpen, env: { MANTL_LOCK: lock }, timeoutMs: 60_000 })
}

const held = 75

const alive = `alive() { [ -s "$l/holder" ] && h=$(cat "$l/holder") && kill -0 "$h" 2>/dev/null && { [ ! -r "/proc/$h/cmdline" ] || tr '\\0' ' ' < "/proc/$h/cmdline" | grep -q mantl-lock; }; }`

/** Where nobody ever held it, which is nearly everywhere, no process is started. */
const look = `if [ -s "$1/holder" ] && (l=$1
${alive}
alive && cat "$l/owner"); then (exit ${held})
else [ -e "$2" ] || printf bare; fi`

/** One at a time: who finds a dead lock has put his own in its place before the next one looks. The folder above is there on every host. */
const alone = `exec 9<"\${l%/*}"; flock -w 30 9 2>/dev/null`

/**
 * Runs in the connection's own shell, so that $$ is what the holder watches. A holder's number that another process got after a
 * reboot is told by its command line.
 */
const take = `l=$MANTL_LOCK
${alive}
${alone}
if ! mkdir "$l" 2>/dev/null; then
  i=0; while [ ! -s "$l/holder" ] && [ "$i" -lt 50 ] && [ -d "$l" ]; do i=$((i+1)); sleep 0.02; done
  if alive; then cat "$l/owner"; exit ${held}; fi
  mv "$l" "$l.dead.$$" 2>/dev/null && rm -rf "$l.dead.$$"
  mkdir "$l" || { [ -d "$l" ] || exit 1; cat "$l/owner"; exit ${held}; }
fi
printf '%s' "$MANTL_OWNER" > "$l/owner"
echo $$ > "$l/shell"
setsid sh -c 'echo $$ > "$2/holder"; while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 0.3; done; rm -rf "$2"' mantl-lock $$ "$l" </dev/null >/dev/null 2>&1 9>&- &
i=0; until [ -s "$l/holder" ]; do i=$((i+1)); [ "$i" -lt 250 ] || exit 1; sleep 0.02; done`

/**
 * The command that the old shell is at may end by itself, for half a minute; what it was told to do after that is not begun. A sudo above
 * it stops itself when the shell is stopped, and must go on to see it end.
 */
const breakOpen = `l=$MANTL_LOCK
s=$(cat "$l/shell" 2>/dev/null); h=$(cat "$l/holder" 2>/dev/null)
if [ -n "$s" ] && kill -0 "$s" 2>/dev/null; then
  kill -STOP "$s"; i=0
  while [ "$i" -lt 300 ] && ps -A -o ppid=,stat= 2>/dev/null | grep -q "^ *$s  *[^Z ]"; do i=$((i+1)); sleep 0.1; done
  p=$(ps -A -o pid=,ppid= 2>/dev/null | sed -n "s/^ *$s  *//p")
  kill -KILL "$s"; i=0
  while [ -n "$p" ] && [ "$p" != 1 ] && [ "$i" -lt 50 ] && kill -0 "$s" 2>/dev/null; do kill -CONT "$p" 2>/dev/null; i=$((i+1)); sleep 0.02; done
fi
if [ -n "$h" ]; then kill "$h" 2>/dev/null; fi
${alone}
if [ "$(cat "$l/shell" 2>/dev/null)" = "$s" ]; then rm -rf "$l"; fi`

/** Nothing is done where it was pushed aside, and the lock is another's by now. */
const release = `l=$MANTL_LOCK
${alone}
[ "$(cat "$l/shell" 2>/dev/null)" = $$ ] || exit 0
if [ -s "$l/holder" ]; then kill "$(cat "$l/holder")" 2>/dev/null; fi
rm -rf "$l"`

const heldBy = (host: string, owner: Partial<LockOwner>) => {
  const { user = 'somebody', machine = 'somewhere', command = 'mantl', since = 'an unknown time' } = owner
  return new MantlError('lock.held', `${host} is being changed by ${user} on ${machine}: ${command}, since ${since}`, {
    hint: 'wait for it to end, or let --lock-wait 10m do so; if you know that it is dead: mantl unlock',
    retryable: true,
  })
}

const parseOwner = (text: string): Partial<LockOwner> => {
  try {
    return (JSON.parse(text) ?? {}) as Partial<LockOwner>
  } catch {
    return {}
  }
}
