/**
 * Our templates as Handlebars compiles them, by name. None in the sources: scripts/bundle.ts puts them here in the bundle, for compiling them is a tenth
 * of a run that changes nothing.
 */
export const compiledTemplates: Readonly<Record<string, TemplateSpecification>> = {}
