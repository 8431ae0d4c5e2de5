import { readFileSync, statSync } from 'node:fs'

const root = `${import.meta.dirname}/..`

/**
 * URL of the module of a program, named by its path below src/ without the ending: in the bundle (scripts/bundle.ts), which loads in half the time, or in
 * the sources where there is no bundle or where one of them has changed since it was made.
 */
export const program = name => new URL(isFresh() ? `../dist/${name}.js` : `../src/${name}.ts`, import.meta.url).href

/** A package brings the bundle without the list of its sources: nobody changes these. */
const isFresh = () => {
  if (timeOf('dist/start.js') === undefined) return false
  if (timeOf('dist/sources.json') === undefined) return true
  const sources = JSON.parse(readFileSync(`${root}/dist/sources.json`, 'utf8'))
  return Object.entries(sources).every(([path, time]) => timeOf(path) === time)
}

/** Milliseconds; undefined where nothing is. Asked of 1,500 files: path.join would double what that costs. */
const timeOf = path => statSync(`${root}/${path}`, { throwIfNoEntry: false })?.mtimeMs
