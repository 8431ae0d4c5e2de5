import type { FactKind } from '../../model/fact.ts'

/** Which of these Debian packages are installed, with their versions. */
export const installedPackages: FactKind<{ readonly names: readonly string[] }, ReadonlyMap<string, string>> = {
  name: 'packages/installed',
  subject: ({ names }) => `the packages ${names.join(', ')}`,
  // dpkg-query exits with 1 when one of the names is unknown: then that one is not installed
  command: ({ names }) => ({
    argv: ['dpkg-query', '-W', '-f', '${Package} ${db:Status-Status} ${Version}\\n', ...names],
  }),
  read: ({ stdout }) =>
    new Map(
      stdout
        .split('\n')
        .map(line => line.split(' '))
        .filter(([, status]) => status === 'installed')
        .map(([name = '', , version = '']) => [name, version]),
    ),
}
