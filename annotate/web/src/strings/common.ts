// Words that every page uses.
export const common = {
  product: 'Event Annotate',
  loading: 'Loading…',
  missing: 'There is no such page.',
  toProjects: 'To the projects',
  unreachable: 'The server cannot be reached.',
  tryAgain: 'Try again',
  cancel: 'Cancel',
  close: 'Close',
  loggedOut: 'You are logged out. Log in again and go on; nothing is lost.',
  logIn: 'Log in',
} as const
