import { joinNetworks } from '../../networks/join.ts'
import { leaveNetworks } from '../../networks/leave.ts'
import { pluginMillis } from '../../networks/plan.ts'
import type { Preparer } from './preparer.ts'

export const network: Preparer<'network'> = {
  make: ({ plan }) => joinNetworks(plan, pluginMillis),
  undo: ({ plan }) => leaveNetworks(plan.folder, plan.containerId, plan.pluginFolders, pluginMillis),
}
