import type { AllocatorState } from './state.ts'
import { newRoot } from './tree.ts'
import type { AllocatorSettings } from './types.ts'

export const createAllocatorState = (settings: AllocatorSettings): AllocatorState => ({
  settings,
  names: new Map(),
  frameworks: new Map(),
  agents: new Map(),
  root: newRoot(),
  weights: new Map(),
  quotas: new Map(),
  usage: new Map(),
  total: [],
  stale: false,
  moved: new Set(),
  maintained: new Set(),
  batches: 0,
  version: 0,
  overhaul: 0,
})
