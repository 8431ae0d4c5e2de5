import type { KillReason } from '../state.ts'

const reasons: readonly string[] = [
  'asked',
  'max-completion-time',
  'drained',
  'unhealthy',
] satisfies KillReason['why'][]

/** One line: the reason, and when SIGKILL comes (ms since the epoch). Mesos has its executor remember this, we are that. PURE. */
export const killText = ({ why, deadline }: KillReason): string => `${why} ${Math.ceil(deadline)}\n`

/** `undefined`: not such a line. */
export const parseKill = (text: string): KillReason | undefined => {
  const match = /^([a-z-]+) (\d{1,16})\n/.exec(text)
  if (match === null || !reasons.includes(match[1]!)) return undefined
  return { why: match[1] as KillReason['why'], deadline: Number(match[2]) }
}
