/** Lines of `name number`, as in memory.stat; anything else is skipped. */
export const keyed = (text: string | undefined): ReadonlyMap<string, number> => {
  const values = new Map<string, number>()
  for (const line of (text ?? '').split('\n')) {
    const [name, value] = line.split(' ')
    if (name && value && /^\d+$/.test(value)) values.set(name, Number(value))
  }
  return values
}
