import type { FactKind } from '../../model/fact.ts'

/** Which of the paths are folders, a link to one being none. */
export const folders: FactKind<{ readonly paths: readonly string[] }, ReadonlySet<string>> = {
  name: 'host/folders',
  subject: ({ paths }) => `which of ${paths.join(', ')} are folders`,
  command: ({ paths }) => ({ script, args: paths, maxOutputBytes: 1_000_000, inline: true }),
  read: ({ stdout }) => new Set(stdout.split('\n').filter(line => line !== '')),
}

const script = `for mantl_p do if [ -d "$mantl_p" ] && [ ! -L "$mantl_p" ]; then printf '%s\\n' "$mantl_p"; fi; done`
