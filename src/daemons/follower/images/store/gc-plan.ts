/** What of the store may go. PURE. */
export interface StoreContents {
  /** Layers by the key of the image that they make up. */
  readonly images: ReadonlyMap<string, readonly string[]>
  readonly layers: readonly string[]
}

export interface GcPlan {
  /** Images that are forgotten. */
  readonly images: readonly string[]
  readonly layers: readonly string[]
}

/** `excluded`: keys of images that stay. `used`: layers of containers, and of pulls under way. */
export const planGc = (
  { images, layers }: StoreContents,
  excluded: ReadonlySet<string>,
  used: ReadonlySet<string>,
): GcPlan => {
  const kept = new Set(used)
  for (const [key, its] of images) if (excluded.has(key)) for (const layer of its) kept.add(layer)
  return {
    // An image of which all layers stay is as good as new: a container uses it.
    images: [...images]
      .filter(([key, its]) => !excluded.has(key) && !its.every(layer => kept.has(layer)))
      .map(([key]) => key),
    layers: layers.filter(layer => !kept.has(layer)),
  }
}
