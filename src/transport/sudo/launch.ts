import type { Become } from '../connection.ts'
import { quote } from '../quote.ts'

/** What a launched program says on stderr once sudo has let it through; its own stdin starts after that. */
export const readyMark = '\x1emantl-ready\n'

/**
 * sh text that runs `text` as the wanted user. PURE. Without a password sudo is told never to ask (-n). With one it prompts with
 * `prompt` on stderr, and the answer goes to its stdin: a password stands in no argument, file or environment.
 */
export const launch = (text: string, become: Become, prompt: string): string => {
  const asUser = `-H -u ${quote(become.user ?? 'root')} -- sh -c`
  if (become.password === undefined) return `exec env LC_ALL=C sudo -n ${asUser} ${quote(text)}`
  const announced = `printf '\\036mantl-ready\\n' >&2\n${text}`
  return `exec env LC_ALL=C sudo -S -p ${quote(prompt)} ${asUser} ${quote(announced)}`
}
