import type { Inventory } from '../../src/inventory/model.ts'
import { problemText } from '../../src/inventory/problem.ts'
import { readFiles, type SourceFile } from '../../src/inventory/read-files.ts'
import { validate } from '../../src/inventory/validate.ts'

/** Texts by path: `group_vars/x.yml` and `host_vars/x.yml` are of x, everything else is an inventory. */
export const inventoryOf = (texts: Readonly<Record<string, string>>, extra: readonly string[] = []): Inventory =>
  readFiles({
    file: Object.keys(texts)[0] ?? 'none',
    files: Object.entries(texts).map(([file, text]): SourceFile => {
      const [, kind, of = ''] = /^(group|host)_vars\/([^/]+?)(?:\.yml)?$/.exec(file) ?? []
      if (kind) return { role: kind === 'group' ? 'group-variables' : 'host-variables', of, file, text }
      return { role: 'inventory', file, text }
    }),
    extra,
    open: () => ({ sealed: 'no password' }),
  })

export const noGrammar = { parseResources: () => undefined, parseAttributes: () => undefined }

export const problemsOf = (texts: Readonly<Record<string, string>>, extra: readonly string[] = []): string[] =>
  validate(inventoryOf(texts, extra), noGrammar).map(problemText)
