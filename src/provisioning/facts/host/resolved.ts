import type { FactKind } from '../../model/fact.ts'

/** Which of these names the host can turn into addresses. */
export const resolvedNames: FactKind<{ readonly names: readonly string[] }, ReadonlySet<string>> = {
  name: 'host/resolved-names',
  command: ({ names }) => ({
    script: 'for n; do if getent ahosts "$n" >/dev/null 2>&1; then echo "$n"; fi; done',
    args: names,
    timeoutMs: 30_000,
  }),
  read: ({ stdout }) => new Set(stdout.split('\n').filter(line => line !== '')),
  subject: ({ names }) => `the addresses of ${names.join(', ')}`,
}
