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
}

/**
 * One run at a time changes a host. The lock is held by a small process on the host that watches the connection's shell: when the
 * connection is gone, so is the lock within a second. Throws `lock.held` with the owner's words.
 */
export const takeLock = async (
  connection: Connection,
  { state }: Layout,
  owner: LockOwner,
): Promise<() => Promise<void>> => {
  const { exitCode, stdout, stderr } = await connection.run({
    script,
    env: { MANTL_STATE: state, MANTL_OWNER: JSON.stringify(owner) },
  })
  if (exitCode === held) throw heldBy(connection.host, stdout)
  if (exitCode !== 0)
    throw new MantlError('lock.failed', `the lock on ${connection.host} cannot be taken: ${stderr.trim()}`)
  return async () => {
    await connection.run({ script: release, env: { MANTL_STATE: state } })
  }
}

const held = 75

/** Runs in the connection's own shell, so that $$ is what the holder watches. */
const script = `[ -d "$MANTL_STATE" ] || { mkdir -p "$MANTL_STATE" && printf 'tree %s\\n' "$MANTL_STATE" >> "$MANTL_STATE/made"; } || exit 1
l="$MANTL_STATE/lock"
if ! mkdir "$l" 2>/dev/null; then
  i=0; while [ ! -s "$l/holder" ] && [ "$i" -lt 50 ] && [ -d "$l" ]; do i=$((i+1)); sleep 0.02; done
  if [ -s "$l/holder" ] && kill -0 "$(cat "$l/holder")" 2>/dev/null; then cat "$l/owner"; exit ${held}; fi
  mv "$l" "$l.dead.$$" 2>/dev/null && rm -rf "$l.dead.$$"
  mkdir "$l" 2>/dev/null || { cat "$l/owner" 2>/dev/null; exit ${held}; }
fi
printf '%s' "$MANTL_OWNER" > "$l/owner"
setsid sh -c 'echo $$ > "$2/holder"; while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 0.3; done; rm -rf "$2"' mantl-lock $$ "$l" </dev/null >/dev/null 2>&1 &
i=0; until [ -s "$l/holder" ]; do i=$((i+1)); [ "$i" -lt 250 ] || exit 1; sleep 0.02; done`

const release = `l="$MANTL_STATE/lock"
if [ -s "$l/holder" ]; then kill "$(cat "$l/holder")" 2>/dev/null; fi
rm -rf "$l"`

const heldBy = (host: string, owner: string) => {
  const { user = 'somebody', machine = 'somewhere', command = 'mantl', since = 'an unknown time' } = parseOwner(owner)
  return new MantlError('lock.held', `${host} is being changed by ${user} on ${machine}: ${command}, since ${since}`, {
    hint: 'wait for it to end; when its connection is gone, the lock frees itself',
    retryable: true,
  })
}

const parseOwner = (text: string): Partial<LockOwner> => {
  try {
    return JSON.parse(text) as Partial<LockOwner>
  } catch {
    return {}
  }
}
