import { type Sample, sampleOf } from './families.ts'

/** PURE. Prometheus' text form (version 0.0.4) of a snapshot, in pieces, a family each. */
export function* prometheusText(
  snapshot: Readonly<Record<string, number>>,
  isCounter: (name: string) => boolean,
): Generator<string> {
  const families = new Map<string, { readonly first: Sample; readonly lines: string[] }>()
  let seen = 0
  for (const [name, value] of Object.entries(snapshot)) {
    const sample = sampleOf(name, isCounter)
    const family = families.get(sample.family) ?? { first: sample, lines: [] }
    families.set(sample.family, family)
    family.lines.push(lineOf(sample, value))
    if (++seen % REST === 0) yield ''
  }
  for (const { first, lines } of families.values()) {
    yield `# HELP ${first.family} ${first.help}\n# TYPE ${first.family} ${first.type}\n${lines.join('')}`
  }
}

const REST = 100 // samples that are written at a stroke

const lineOf = ({ family, labels, factor }: Sample, value: number): string => {
  const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escaped(text)}"`)
  return `${family}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value * factor}\n`
}

const escaped = (text: string): string => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
