import type { Settings } from '../../../src/daemons/master/state.ts'

/** Mesos' defaults. */
export const settings: Settings = {
  agentPingTimeout: 15_000,
  maxAgentPingTimeouts: 5,
  agentReregisterTimeout: 600_000,
  allocationInterval: 1000,
  authenticateAgents: false,
  authenticateFrameworks: false,
  rootSubmissions: true,
  requireAgentDomain: false,
  filterGpuResources: true,
  maxCompletedFrameworks: 50,
  maxCompletedTasksPerFramework: 1000,
  maxUnreachableTasksPerFramework: 1000,
  registryMaxAgentAge: 14 * 86_400_000,
  registryMaxAgentCount: 102_400,
  registryGcInterval: 900_000,
  recoveryAgentRemovalLimit: { percent: 100 },
  minAllocatableResources: [{ cpus: 0.01 }, { mem: 32 }],
  fairSharingExcluded: new Set(),
  roleSorter: 'drf',
  frameworkSorter: 'drf',
  allocatorAgentRecoveryFactor: 0.8,
  allocatorRecoveryTimeout: 600_000,
  constraintLimits: { maxMem: 4096, maxProgramSize: 100 },
  weights: new Map(),
}
