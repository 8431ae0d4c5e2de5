import { newBook } from './book.ts'
import type { AllocatorState } from './state.ts'
import { newLines, newRoot } from './tree.ts'
import type { AllocatorSettings } from './types.ts'

export const createAllocatorState = (settings: AllocatorSettings): AllocatorState => {
  const weights = new Map<string, number>()
  const lines = newLines(settings, weights)
  return {
    settings,
    names: new Map(),
    frameworks: new Map(),
    agents: new Map(),
    root: newRoot(lines),
    lines,
    weights,
    quotas: new Map(),
    usage: new Map(),
    book: newBook(),
    total: [],
    stale: false,
    moved: new Set(),
    waiting: { list: [], head: 0 },
    batches: 0,
    batching: false,
    version: 0,
    overhaul: 0,
    news: { list: [], most: 64 },
  }
}
