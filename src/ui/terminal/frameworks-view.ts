import type { ClusterFramework } from '../../frameworks/cluster-frameworks.ts'
import { table } from './table.ts'

/** The frameworks, one a line: PURE. */
export const frameworkLines = (frameworks: readonly ClusterFramework[]): string[] =>
  table(
    ['FRAMEWORK', 'ID', 'STATE', 'TASKS', 'CPUS', 'MEM', 'OFFERED CPUS'],
    frameworks.map(({ name, id, state, tasks, used, offered }) => [
      name,
      id,
      state,
      String(tasks),
      round(used.cpus),
      round(used.mem),
      round(offered.cpus),
    ]),
    { right: [3, 4, 5, 6] },
  )

const round = (value: number) => String(Math.round(value * 100) / 100)
