import type { z } from 'zod'
import { clusterResults } from './cluster.ts'
import { hostResults } from './hosts.ts'
import { inventoryResults } from './inventories.ts'
import { ownResults } from './own.ts'
import { taskResults } from './tasks.ts'

/** What every command returns with --json, by the command's name. `help` alone returns nothing. */
export const results = { ...hostResults, ...clusterResults, ...taskResults, ...inventoryResults, ...ownResults }

export type CommandName = keyof typeof results
export type ResultOf<C extends CommandName> = z.output<(typeof results)[C]>
