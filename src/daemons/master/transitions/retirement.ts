import { agentDeactivated } from './agent-deactivated.ts'
import { agentReactivated } from './agent-reactivated.ts'
import { cancelDrain } from './cancel-drain.ts'
import { deactivateAgent } from './deactivate-agent.ts'
import { drainAgent } from './drain-agent.ts'
import { maintenanceStored } from './maintenance-stored.ts'
import { reactivateAgent } from './reactivate-agent.ts'
import { scheduleMaintenance } from './schedule-maintenance.ts'
import { startMaintenance } from './start-maintenance.ts'
import { stopMaintenance } from './stop-maintenance.ts'

/** Agents and machines that operators put aside and take back, by event. */
export const retirement = {
  'drain-agent': drainAgent,
  'cancel-drain': cancelDrain,
  'deactivate-agent': deactivateAgent,
  'reactivate-agent': reactivateAgent,
  'agent-deactivated': agentDeactivated,
  'agent-reactivated': agentReactivated,
  'schedule-maintenance': scheduleMaintenance,
  'start-maintenance': startMaintenance,
  'stop-maintenance': stopMaintenance,
  'maintenance-stored': maintenanceStored,
}
