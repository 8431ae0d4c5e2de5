import { joinNetworks } from '../../networks/join.ts'
import { leaveNetworks } from '../../networks/leave.ts'
import type { Preparer } from './preparer.ts'

/** Addresses are given in milliseconds, or over the network: a plugin that takes longer will not answer. */
const pluginMillis = 60_000

export const network: Preparer<'network'> = {
  make: ({ plan }) => joinNetworks(plan, pluginMillis),
  undo: ({ plan }) => leaveNetworks(plan.folder, plan.containerId, plan.pluginFolders, pluginMillis),
}
