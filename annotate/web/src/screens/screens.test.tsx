// Pure parts of the screens, and the theme.
import { afterEach, expect, test } from 'vitest'
import { nextPath } from './login'
import { command, snippet } from './project-collect'
import { tasksUrl } from './project-tasks'
import { readFragment } from './setup'
import { emailErrors, passwordErrors, wrong } from './shared/password'
import { choose, spacing, textSize, theme } from './shared/look'
import { articlesUrl } from './shared/upload'

afterEach(() => choose(theme, 'system'))

test('log-in leads back to the page asked for, and never to another site', () => {
  const paths = ['?next=%2Fprojects%2F3', '', '?next=https://evil.example', '?next=//evil.example', '?next=/%5Cevil.example', '?next=javascript:1'].map(nextPath)
  expect(paths).toEqual(['/projects/3', '/', '/', '/', '/', '/'])
})

test('the token of a link is all that stands after the sign', () => {
  expect([readFragment('#aZ-_9'), readFragment('#aZ&password'), readFragment(''), readFragment('#')])
    .toEqual([{ token: 'aZ-_9', password: false }, { token: 'aZ', password: true }, { token: '', password: false }, { token: '', password: false }])
})

test('a password counts characters, not UTF-16 units', () => {
  expect(passwordErrors('🙂🙂🙂🙂🙂')).toEqual(['Use 10 characters or more; 5 are missing.'])
  expect(passwordErrors('nine char')).toEqual(['Use 10 characters or more; 1 is missing.'])
  expect(passwordErrors('ten chars!')).toEqual([])
})

test('only what is wrong is shown', () => {
  expect(wrong({ email: emailErrors('ana@example.org'), other: emailErrors('ana at example.org') })).toEqual({ other: ['Write an e-mail address, such as ana@example.org.'] })
})

test('addresses escape what people type', () => {
  expect(articlesUrl(3, 'a&b ü.csv', { format: 'auto', text_field: 'Body & all', encoding: '' }, true)).toBe('/api/app/projects/3/articles?filename=a%26b+%C3%BC.csv&format=auto&dry_run=true&text_field=Body+%26+all')
  expect(tasksUrl(3, 2, '', ' Cairo & Giza ')).toBe('/api/app/projects/3/tasks?page=2&page_size=20&q=Cairo+%26+Giza')
})

test('the lines to copy name this server and project', () => {
  expect(snippet('https://a.example', 7)).toContain('LabelStudio(base_url="https://a.example", api_key="YOUR_TOKEN")')
  expect(snippet('https://a.example', 7)).toContain('project=7')
  expect(command('https://a.example', 7)).toContain('--url https://a.example --project 7')
})

test('what is chosen for the look is kept and given back', () => {
  const root = document.documentElement
  for (const [what, value] of [[theme, 'dark'], [textSize, 'larger'], [spacing, 'wide']] as const) {
    choose<string>(what, value)
    expect([root.getAttribute(`data-${what.name}`), localStorage.getItem(`annotate-${what.name}`), what.chosen.value]).toEqual([value, value, value])
    choose<string>(what, what.values[0] ?? '')
    expect([root.hasAttribute(`data-${what.name}`), localStorage.getItem(`annotate-${what.name}`)]).toEqual([false, null])
  }
})
