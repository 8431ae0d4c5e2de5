import { MantlError } from '../../errors.ts'
import type { CommandSettings } from '../../transport/connection.ts'
import type { ApplyContext } from './context.ts'

/**
 * Runs sh text on the host with these positional arguments; `made KIND NAME` in it notes what did not exist before, ahead of
 * making it, for destroy to remove. Throws `apply.failed` with the last words of stderr.
 */
export const runScript = async (
  context: ApplyContext,
  script: string,
  args: readonly string[],
  settings: CommandSettings = {},
): Promise<string> => {
  const prelude = `made() { [ -d "$MANTL_STATE" ] || mkdir -p "$MANTL_STATE"; printf '%s %s\\n' "$1" "$2" >> "$MANTL_STATE/made"; }`
  const { exitCode, stdout, stderr, timedOut } = await context.connection.run({
    argv: ['sh', '-ec', `${prelude}\n${script}`, 'sh', ...args],
    env: { MANTL_STATE: context.layout.state },
    ...settings,
  })
  if (exitCode === 0) return stdout
  const said = lastLines(stderr.trim() === '' ? stdout : stderr)
  throw new MantlError(
    'apply.failed',
    timedOut ? 'it took too long' : said === '' ? `a command ended with ${exitCode}` : said,
  )
}

const lastLines = (text: string) => text.trim().split('\n').slice(-5).join('\n')
