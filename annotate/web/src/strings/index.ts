// The one catalogue of interface strings.
export { caps } from './caps'
export { coding } from './coding'
export { common } from './common'
export { pages } from './pages'
export { why } from './why'
