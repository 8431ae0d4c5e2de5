import type { FactKind } from '../../model/fact.ts'

/** Whether the C library's loader that the release's Node names is there: it is on every system of glibc, and on no other. */
export const glibcLoader: FactKind<{ readonly architecture: string }, boolean> = {
  name: 'host/glibc-loader',
  subject: () => 'the C library',
  command: ({ architecture }) => ({
    script: 'if [ -e "$1" ]; then echo there; fi',
    args: [loaders[architecture] ?? '/'],
    inline: true,
  }),
  read: ({ stdout }) => stdout.trim() === 'there',
}

/** As the psABI of each architecture says. */
const loaders: Readonly<Record<string, string>> = {
  x86_64: '/lib64/ld-linux-x86-64.so.2',
  aarch64: '/lib/ld-linux-aarch64.so.1',
}
