import { batched } from '../../model/fact.ts'

export interface AccountQuestion {
  readonly database: 'passwd' | 'group'
  readonly name: string
}

/** Whether a user or a group of this name exists. Where the host's own files tell it, it starts no process for the answer. */
export const account = batched<AccountQuestion, boolean>({
  name: 'accounts/account',
  subject: ({ database, name }) => `the ${database === 'passwd' ? 'user' : 'group'} ${name}`,
  batch: {
    command: all => ({ script, args: all.flatMap(({ database, name }) => [database, name]), inline: true }),
    read: ({ stdout }, all) => {
      const lines = stdout.split('\n')
      return all.map((_, index) => lines[index] === 'there')
    },
  },
})

/**
 * In: pairs of database and name. Out: a line of each, `there` or `-`. getent asks everybody who may know, so it is asked for what is
 * not among the first 200 lines of the file.
 */
const script = `while [ $# -gt 0 ]; do
  mantl_i=- mantl_n=0
  while [ "$mantl_n" -lt 200 ] && IFS=: read -r mantl_x mantl_y; do
    if [ "$mantl_x" = "$2" ]; then mantl_i=there; break; fi
    mantl_n=$((mantl_n+1))
  done 2>/dev/null <"/etc/$1"
  if [ "$mantl_i" = - ] && getent "$1" "$2" >/dev/null 2>&1; then mantl_i=there; fi
  printf '%s\\n' "$mantl_i"
  shift 2
done`
