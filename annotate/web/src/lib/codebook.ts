// The codebook as the server gives it, with the look-ups that the screen needs.

export type Need = 'required' | 'optional' | 'forbidden'

export interface Code {
  code: string
  label: string
  definition: string
  words: string[]
  parent: string | null
  level: number
  generic: boolean
  target: Need
  source: Need
  selectable: boolean
  retired: boolean
  say: string | null
  /** When to choose it, in one sentence. Absent, as examples are, where a codebook has none. */
  note?: string
  /** Sentences of this code, the trigger between brackets: "Police [arrested] dozens of students." */
  examples?: string[]
  not_to_confuse: { code: string; question: string }[]
}

export interface CodebookData {
  name: string
  title: string
  version: string
  inner_codes: boolean
  codes: Code[]
  modalities: string[]
  certainty: boolean
  actors: 'cameo' | 'free' | 'none'
  /** Roles of an event; one that is absent is not asked for. */
  slots?: { role: string; types: string[]; many: boolean }[]
  sha256: string
}

export interface Example {
  before: string
  trigger: string
  after: string
}

/** An example sentence around its trigger; without brackets, all of it stands before. */
export function exampleParts(sentence: string): Example {
  const [, before = sentence, trigger = '', after = ''] = /^([^[\]]*)\[([^[\]]+)\]([^[\]]*)$/.exec(sentence) ?? []
  return { before, trigger, after }
}

export class Codebook {
  readonly byCode: ReadonlyMap<string, Code>
  private readonly below: ReadonlyMap<string, Code[]>

  constructor(readonly data: CodebookData) {
    this.byCode = new Map(data.codes.map((code) => [code.code, code]))
    const below = new Map<string, Code[]>()
    for (const code of data.codes) below.set(code.parent ?? '', [...(below.get(code.parent ?? '') ?? []), code])
    this.below = below
  }

  get(code: string | null | undefined): Code | undefined {
    return code ? this.byCode.get(code) : undefined
  }

  /** Direct children; of null, the roots. */
  children(code: string | null): readonly Code[] {
    return this.below.get(code ?? '') ?? []
  }

  /** From the root down to the code itself. */
  path(code: string): Code[] {
    const found = this.byCode.get(code)
    if (!found) return []
    return [...(found.parent ? this.path(found.parent) : []), found]
  }

  /** "DEMAND › 104 Demand political reform": what stands above the code. */
  crumbs(code: string): string {
    return this.path(code)
      .slice(0, -1)
      .map((c, i) => (i === 0 ? c.label : `${c.code} ${c.label.replace(/, not specified below$/, '')}`))
      .join(' › ')
  }

  /** Whether events of this codebook have that role. */
  has(role: string): boolean {
    return this.data.slots?.some((slot) => slot.role === role) ?? false
  }

  /** Whether several mentions may fill the role. */
  takesMany(role: string): boolean {
    return this.data.slots?.find((slot) => slot.role === role)?.many ?? true
  }

  mayChoose(code: Code): boolean {
    if (!code.selectable || code.retired) return false
    return this.data.inner_codes || this.children(code.code).length === 0
  }
}
