import type { Connection } from '../../transport/connection.ts'

/** How far the host's clock is ahead of ours, and how sure that is, in seconds. It is read between two looks at ours: so long as these are apart, so uncertain it is. */
export const compareClocks = async (
  connection: Connection,
): Promise<{ readonly aheadBy: number; readonly give: number }> => {
  const before = Date.now()
  const { stdout } = await connection.run({ argv: ['date', '+%s.%N'] })
  const after = Date.now()
  const theirs = Number(stdout.trim().replace('N', '0'))
  return { aheadBy: theirs - (before + after) / 2000, give: (after - before) / 2000 }
}
