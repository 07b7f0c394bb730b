// Fields that a new project and the settings of an old one share.
import { pages } from '../../strings'
import { count } from './format'
import { Choice, Field, type Form } from './form'
import type { SuggestionRules } from './types'

export interface ProjectValues extends Record<string, string> {
  title: string
  description: string
  instructions: string
  overlap: string
}

const words = pages.newProject
export const MAX_OVERLAP = 20

export function overlapErrors(value: string): string[] {
  return /^\d+$/.test(value.trim()) && Number(value) >= 1 && Number(value) <= MAX_OVERLAP ? [] : [words.overlapWrong(MAX_OVERLAP)]
}

export interface RuleValues extends Record<string, string> {
  suggestions: string
  reliability: string
  first: string
  least: string
  order: string
}

export function ruleValues(rules: SuggestionRules): RuleValues {
  const percent = (share: number) => String(Math.round(share * 1000) / 10)
  const { suggestions, reliability_share, first_unaided, least_score, by_margin } = rules
  return { suggestions: suggestions ? 'on' : 'off', reliability: percent(reliability_share), first: String(first_unaided), least: percent(least_score), order: by_margin ? 'margin' : 'loaded' }
}

export function rulesOf({ suggestions, reliability, first, least, order }: RuleValues): SuggestionRules {
  const share = (text: string) => Number(text) / 100
  return { suggestions: suggestions === 'on', reliability_share: share(reliability), first_unaided: Number(first), least_score: share(least), by_margin: order === 'margin' }
}

export function shareErrors(value: string): string[] {
  const share = Number(value)
  return value.trim() !== '' && share >= 0 && share <= 100 ? [] : [words.shareWrong]
}

export function firstErrors(value: string): string[] {
  return /^\d{1,5}$/.test(value.trim()) ? [] : [words.firstWrong]
}

/** Where predictions are shown to coders. */
export function Rules<T extends ProjectValues & RuleValues>({ form }: { form: Form<T> }) {
  return (
    <fieldset class="rules">
      <legend>{words.rules}</legend>
      <Choice {...form.bind('suggestions')} label={words.suggestions} options={[...words.onOff]} hint={words.suggestionsHint} />
      <div class="form-two">
        <Field {...form.bind('reliability')} label={words.reliability} type="number" min={0} max={100} hint={words.reliabilityHint} />
        <Field {...form.bind('first')} label={words.first} type="number" min={0} max={99999} hint={words.firstHint} />
        <Field {...form.bind('least')} label={words.least} type="number" min={0} max={100} hint={words.leastHint} />
      </div>
      <Choice {...form.bind('order')} label={words.order} options={[...words.orders]} hint={words.orderHint} />
    </fieldset>
  )
}

/** Characters, as the server counts them. */
const LONGEST_GUIDELINE = 200_000

export function guidelineErrors(value: string): string[] {
  const { length } = [...value.trim()]
  return length <= LONGEST_GUIDELINE ? [] : [words.guidelineLong(count(LONGEST_GUIDELINE), count(length))]
}

export function titleErrors(value: string): string[] {
  return value.trim() ? [] : [words.titleMissing]
}

export function Naming<T extends ProjectValues>({ form, autofocus = false }: { form: Form<T>; autofocus?: boolean }) {
  return (
    <>
      <Field {...form.bind('title')} label={words.name} autofocus={autofocus} />
      <Field {...form.bind('description')} label={words.description} hint={words.descriptionHint} />
    </>
  )
}

export function Coding<T extends ProjectValues>({ form }: { form: Form<T> }) {
  return (
    <>
      <div class="entry-short">
        <Field {...form.bind('overlap')} label={words.overlap} type="number" min={1} max={MAX_OVERLAP} hint={words.overlapHint} />
      </div>
      <Field {...form.bind('instructions')} label={words.guideline} rows={8} hint={words.guidelineHint} />
    </>
  )
}
