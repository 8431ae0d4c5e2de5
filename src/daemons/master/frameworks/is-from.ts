import type { Framework } from '../state.ts'

/** Whether this pid is where the framework is, or was last. */
export const isFrom = ({ connection }: Framework, pid: string): boolean =>
  connection?.kind === 'pid' && connection.pid === pid
