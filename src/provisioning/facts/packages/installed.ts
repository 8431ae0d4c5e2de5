import type { FactKind } from '../../model/fact.ts'

/** Which of these packages of the distribution (Debian's or one of rpm's family) are installed, with their versions. */
export const installedPackages: FactKind<{ readonly names: readonly string[] }, ReadonlyMap<string, string>> = {
  name: 'packages/installed',
  subject: ({ names }) => `the packages ${names.join(', ')}`,
  command: ({ names }) => ({ argv: ['sh', '-c', script, 'sh', ...names] }),
  read: ({ stdout }) =>
    new Map(
      stdout
        .split('\n')
        .map(line => line.split(' '))
        .filter(([, status]) => status === 'installed')
        .map(([name = '', , version = '']) => [name, version]),
    ),
}

/** Both programs exit with 1 when one of the names is unknown: then that one is not installed. */
const script = `if command -v dpkg-query >/dev/null; then exec dpkg-query -W -f '\${Package} \${db:Status-Status} \${Version}\\n' "$@"; fi
exec rpm -q --qf '%{NAME} installed %{VERSION}-%{RELEASE}\\n' "$@"`
