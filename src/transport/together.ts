import type { Command, CommandResult } from './connection.ts'
import { commandText } from './shell/command-text.ts'

/**
 * Many small commands as one, whose output the host's sh holds back until all have ended. PURE. Else each few words that one of them says
 * wake sshd, travel alone and wake us: with a dozen commands that costs more than they do. Not for what may be binary, since sh drops NUL, nor
 * for commands with a time limit. `nonce`: letters and digits that nobody can guess.
 */
export const together = (commands: readonly Command[], nonce: string): Command => ({
  script: `mantl_a=$(
${commands.map(command => `${commandText(command)}\nprintf '\\036${nonce} %s\\n' $?`).join('\n')}
)
printf '%s\\n' "$mantl_a"; unset mantl_a`,
  inline: true,
  maxOutputBytes: commands.reduce((sum, { maxOutputBytes = defaultOutputBytes }) => sum + maxOutputBytes, 0),
  ...(commands.some(({ sensitive }) => sensitive) && { sensitive: true }),
})

const defaultOutputBytes = 1024 * 1024

/** What each of the `count` commands said; stderr is that of all. undefined where one of them kept the others from being told apart. */
export const apart = (
  { stdout, stderr, truncated }: CommandResult,
  nonce: string,
  count: number,
): readonly CommandResult[] | undefined => {
  const results: CommandResult[] = []
  const mark = `\x1e${nonce} `
  let from = 0
  for (let at = stdout.indexOf(mark); at >= 0; at = stdout.indexOf(mark, from)) {
    const end = stdout.indexOf('\n', at)
    results.push({ exitCode: Number(stdout.slice(at + mark.length, end)), stdout: stdout.slice(from, at), stderr })
    from = end + 1
  }
  return truncated || results.length !== count ? undefined : results
}
