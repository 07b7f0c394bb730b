// The one catalogue of interface strings.
export { agreement } from './agreement'
export { caps } from './caps'
export { coding } from './coding'
export { common } from './common'
export { models } from './models'
export { pages } from './pages'
export { why } from './why'
