// Words of the pages around the coding screen.

const roleNames = { manager: 'Manager', adjudicator: 'Adjudicator', annotator: 'Annotator', reader: 'Reader' } as const
const stateNames = { unassigned: 'Unassigned', in_progress: 'In progress', partly: 'Partly coded', complete: 'Complete' } as const

export const pages = {
  bar: { skip: 'Skip to the content', pages: 'Pages', projects: 'Projects', coding: 'Coding', agreement: 'Agreement', models: 'Models', account: 'Account' },

  errors: {
    unreachable: 'See whether the server runs and this computer is connected, then try again.',
    forbidden: 'Your role does not allow this.',
    forbiddenRemedy: 'Ask a manager of the project for another role.',
    missing: 'There is nothing here that you can see.',
    missingRemedy: 'It may have been deleted, or you are not in this project. Ask a manager for an invitation.',
    server: 'Try again; if it stays, give the number to whoever runs the server.',
  },

  copy: { copy: 'Copy', done: 'Copied', failed: 'Selected: press Ctrl+C to copy.' },

  fields: {
    name: 'Name', email: 'E-mail address', password: 'Password',
    nameMissing: 'Write the name that others will see.',
    emailWrong: 'Write an e-mail address, such as ana@example.org.',
  },

  password: {
    rule: '10 characters or more. Longer is better than stranger: a few words do well.',
    short: (missing: number) => `Use 10 characters or more; ${missing} ${missing === 1 ? 'is' : 'are'} missing.`,
  },

  roles: {
    name: roleNames,
    may: {
      manager: 'Adds articles and people, changes the project, codes, and sees everything.',
      adjudicator: 'Codes, and compares the codings of others after submitting their own.',
      annotator: 'Codes articles and sees only their own codings.',
      reader: 'Reads articles, codings and figures; codes nothing.',
    },
    you: {
      manager: 'You will be a manager: you run the project and may code.',
      adjudicator: 'You will be an adjudicator: you code and compare codings.',
      annotator: 'You will be an annotator: you read articles and code their events.',
      reader: 'You will be a reader: you see articles, codings and figures.',
    },
  },

  setup: {
    title: 'Set up the first account',
    say: 'The first account is an administrator: it makes projects and invites people.',
    submit: 'Create the account',
    neededTitle: 'No account yet',
    needed: 'This server was just started and has no account. It has printed a one-time set-up link in the terminal where it was started.',
    neededAgain: 'Open that link in this browser. If it is lost or too old, start the server again: it prints a new one.',
  },

  login: {
    title: 'Log in', submit: 'Log in',
    emailMissing: 'Write your e-mail address.',
    passwordMissing: 'Write your password.',
    forgotten: 'Password forgotten? An administrator can make a one-time log-in link for you.',
  },

  link: {
    readingTitle: 'One-time link', loggingIn: 'Logging in',
    refusedTitle: 'This link does not work',
    none: 'The address holds no link: copy it whole, with everything after the # sign.',
    inviteTitle: (project: string) => `Join ${project || 'the project'}`,
    until: (when: string) => `The invitation holds until ${when}.`,
    join: 'Create the account and join', logInJoin: 'Log in and join',
    joinAs: (name: string) => `Join as ${name}`,
    other: (invited: string, user: string) => `This invitation is for ${invited}, and you are logged in as ${user}.`,
    logOutFirst: 'Log out and go on', notMe: 'Join as somebody else',
    newPassword: 'New password', setPassword: 'Set the password and log in', setTitle: 'Choose a password',
    haveAccount: 'I have an account', noAccount: 'I have no account yet',
  },

  projects: {
    title: 'Projects', create: 'New project', openProject: 'Open', codeNext: 'Code next',
    openNamed: (title: string) => `Open ${title}`,
    codeNamed: (title: string) => `Code next in ${title}`,
    line: (role: string, codebook: string, version: string, overlap: number) =>
      `${role} · codebook ${codebook} ${version} · ${overlap === 1 ? '1 coder' : `${overlap} coders`} per article`,
    complete: (done: string, all: string) => `complete, ${done} of ${all}`,
    noArticles: 'No articles yet',
    open: 'open for you', nothingOpen: 'Nothing open for you',
    emptyTitle: 'No projects yet',
    emptyAdmin: 'A project holds the articles to code, the codebook and the people.',
    emptyOther: 'Projects that you are invited to appear here. Ask a manager for an invitation link.',
  },

  newProject: {
    title: 'New project', step: 'Step 1 of 2: the project. Articles come next.',
    name: 'Title', description: 'Description', descriptionHint: 'One line for the project list; may stay empty.',
    titleMissing: 'Give the project a title.',
    codebook: 'Codebook',
    codes: (count: string, name: string, version: string) => `${count} codes · ${name} ${version}`,
    overlap: 'Coders per article',
    overlapHint: 'With 2 or more, agreement between coders can be computed.',
    overlapWrong: (most: number) => `Write a whole number from 1 to ${most}.`,
    rules: 'Suggestions', suggestions: 'Show predictions to coders', onOff: [{ value: 'on', label: 'Yes' }, { value: 'off', label: 'No' }],
    suggestionsHint: 'As suggested events, codes and mentions; each waits for the coder to accept or reject it.',
    reliability: 'Reliability sample, percent', reliabilityHint: 'Of the articles loaded from now on: coded by two, without suggestions.',
    first: 'First articles without', firstHint: 'How many each new coder codes unaided.',
    least: 'Lowest score, percent', leastHint: 'Less sure events are only offered as codes.',
    order: 'Order of articles', orders: [{ value: 'loaded', label: 'As loaded' }, { value: 'margin', label: 'Least sure first' }],
    orderHint: 'Least sure: from 200 labelled spans on, where the model is in doubt; the reliability sample and a tenth of the others stay drawn at random.',
    shareWrong: 'Give a number from 0 to 100.', firstWrong: 'Give a whole number.',
    guidelineLong: (most: string, length: string) => `At most ${most} characters; this text has ${length}.`,
    guideline: 'Guideline', guidelineHint: 'What coders read before and while coding; may be written later.',
    submit: 'Create and add articles', leave: 'Back to the projects',
    adminsOnly: 'Only administrators make projects.',
    adminsOnlyRemedy: 'Ask the person who runs this server.',
  },

  acceptance: {
    title: 'Suggestions decided on', say: 'Taken as offered, by place in the list; changed after that; or turned down.',
    noModel: 'Model without a name', slot: 'Slot', columns: ['1st', '2nd', 'Other', 'Changed', 'Rejected'],
    slots: {
      event: 'Whole event', trigger: 'Trigger', code: 'Event code', source: 'Source', source_code: 'Source code',
      target: 'Target', target_code: 'Target code', location: 'Place', time: 'Time',
      modality: 'Modality', certainty: 'Certainty', magnitude: 'Number',
    } as Record<string, string>,
  },

  articles: {
    title: 'Add articles',
    step: (project: string) => `Step 2 of 2: articles for ${project}.`,
    back: 'Back to the project', later: 'Later',
    managersOnly: 'Only managers add articles.', managersOnlyRemedy: 'Ask a manager of the project.',
    drop: 'Drop files here', dropSay: 'Plain text, HTML, JSON, JSON lines or CSV; one article per file, line or row. Nothing is stored before you have seen what was understood.',
    choose: 'Choose files',
    folder: (names: string) => `A folder cannot be read as one file: ${names}. Open it and drop the files inside.`,
    files: 'Files',
    waiting: 'Waiting', reading: 'Reading', importing: 'Importing', ready: 'Ready', done: 'Imported', refused: 'Not read', blocked: 'Needs mending', nothingNew: 'Nothing new',
    readAs: 'Read as', textColumn: 'Text column or field', encoding: 'Encoding', readAgain: 'Read again',
    formats: [['auto', 'Detect'], ['text', 'Plain text'], ['html', 'HTML'], ['jsonl', 'JSON lines'], ['json', 'JSON'], ['csv', 'CSV'], ['coded', 'Coded sentences']] as const,
    remove: 'Leave out', removeNamed: (name: string) => `Leave out ${name}`,
    found: (articles: string, format: string) => `${articles} found, read as ${format}.`,
    codings: (many: string) => `${many} come with them.`,
    duplicates: (many: string) => `${many} left out.`,
    alike: (many: string) => `${many} nearly alike:`,
    pair: (a: string, b: string, share: string) => `${a} and ${b}: ${share} alike. Both are kept.`,
    stored: (articles: string) => `${articles} stored.`,
    samples: 'First articles, as understood',
    noTitle: 'No title', noOutlet: 'no outlet', noDate: 'no date', noLanguage: 'language unknown',
    boilerplate: 'Marked as not part of the article:',
    line: (line: number) => `Line ${line}:`,
    more: (many: string) => `and ${many} more`,
    wholeOrNothing: 'A file goes in whole or not at all. Mend it and add it again, say below how to read it, or leave it out.',
    leaveOut: 'It goes in whole or not at all. Mend it and add it again, or leave it out.',
    sent: (name: string) => `Sending ${name}`,
    busy: 'Reading files…', ask: 'Nothing is stored yet.', allDone: 'Everything is in.', partDone: 'What is in is in; the files that need mending were left out.', nothing: 'Nothing to import in these files.',
    import: (articles: string, files: string) => `Import ${articles} from ${files}`,
    toProject: 'To the project',
  },

  project: {
    title: 'Project', add: 'Add articles', codeNext: 'Code next',
    line: (articles: string, codebook: string, version: string, overlap: number) =>
      `${articles}. Codebook ${codebook} ${version}, ${overlap === 1 ? 'one coder' : `${overlap} coders`} per article.`,
    noArticles: 'No articles yet', noArticlesManager: 'Add the articles that are to be coded; then invite the coders.',
    noArticlesOther: 'A manager of the project adds them.',
    mine: 'Your work', mineDone: 'You have submitted', mineOpen: 'Open for you', article: 'article', articles: 'articles',
    mineNothing: 'Nothing is open for you now. A manager can add articles.',
    blind: 'You see your own codings only. Others see theirs, and nobody sees yours of an article before submitting their own.',
  },

  state: {
    title: 'Articles by state', names: stateNames, skipped: 'Skipped',
    codings: (many: string) => `of ${many} codings`,
  },

  people: {
    hasty: (n: number) => `${n} in haste`, hastyHow: 'Submitted in under a fifth of this person’s median time.',
    title: 'People', person: 'Person', role: 'Role', submitted: 'Submitted', skipped: 'Skipped', drafts: 'Drafts', last: 'Last active', seconds: 'Per article', secondsHow: 'Median time spent on an article, skipped ones left out.', inSeconds: (n: string) => `${n} s`,
    you: '(you)', never: 'never', remove: 'Remove', removeAsk: (name: string) => `Remove ${name}? Their codings stay.`,
    removeNamed: (name: string) => `Remove ${name}`,
    roleOf: (name: string) => `Role of ${name}`,
    invite: 'Invite', email: 'E-mail address, if the link is for one person only', emailHint: 'May stay empty. Nothing is sent: you pass the link on.',
    make: 'Make the link', link: 'Invitation link', another: 'Make another',
    linkNote: (until: string) => `Shown once. It works once, until ${until}.`,
    unnamed: 'Unnamed', nobody: 'Nobody yet', nobodyRemedy: 'Invite coders by a one-time link.',
  },

  glance: {
    agreement: 'Agreement', score: 'Last score', measure: 'Measure', value: 'Value', interval: '95 %', n: 'n',
    unknown: 'not known',
    every: 'Every measure',
    over: (articles: string, coders: string) => `${articles}, ${coders}`,
    noAgreement: 'No agreement yet', noAgreementYet: 'It appears when an article has been coded by two people.',
    noOverlap: 'Each article has one coder. Set two or more coders per article to measure it.',
    noScore: 'No score yet', noScoreYet: 'Train a model on the codings; its scores appear here.', models: 'Every model',
    imports: 'Recent imports', noImports: 'Nothing imported yet', noImportsSay: 'Each file that goes in is listed here.',
  },

  tasks: {
    title: 'Articles', search: 'Search titles', state: 'State', anyState: 'Any state', number: 'No.', name: 'Title', untitled: 'No title', outlet: 'Outlet',
    published: 'Published', words: 'Words', flagged: 'Flagged:', codings: 'Codings', codingsOf: (done: number, all: number) => `${done} of ${all}`,
    none: 'No articles yet', noneFound: 'No article fits.', showAll: 'Show all',
    pages: 'Pages of the list', previous: 'Previous', next: 'Next',
    range: (from: string, to: string, all: string) => `${from}–${to} of ${all}`,
  },

  collect: {
    title: 'Collect the codings', say: 'with a token of yours', token: 'Make a token', reference: 'API reference',
    python: 'Python, with label_studio_sdk', shell: 'Command line, with this package installed',
  },

  guideline: {
    title: 'Guideline', settings: 'Project settings', edit: 'Edit', save: 'Save',
    none: 'No guideline yet', noneManager: 'Write what coders shall do in doubtful cases.', noneOther: 'The codebook’s definitions hold.',
  },

  rulings: {
    title: 'Rulings', add: 'Decide a case',
    none: 'No ruling yet', noneRemedy: 'What you decide about a doubtful case stands on the definition of its code from the next article on.',
    code: 'Code', codeHint: 'One of the codebook, such as the code of a group for all that is below it.', codeNone: 'Give a code of the codebook.',
    text: 'Ruling', textHint: 'A sentence or two: coders read it between two keys.', textNone: 'Write what is decided.',
    textLong: (most: number, length: number) => `At most ${most} characters; this text has ${length}.`,
    save: 'Decide', withdraw: 'Withdraw', withdrawOf: (code: string) => `Withdraw the ruling on ${code}`,
    withdrawAsk: 'Withdraw it? It leaves the definition of its code.',
  },

  account: {
    title: 'Account', profile: 'Name', admin: 'administrator', saved: 'Saved',
    saveName: 'Save name',
    password: 'Password', current: 'Current password', currentHint: 'Leave empty if you have only used links so far.', next: 'New password', savePassword: 'Change password',
    logOut: 'Log out', logOutLosing: 'Log out and lose them',
  },

  look: {
    title: 'Look', say: 'kept in this browser',
    colours: 'Colours', themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    size: 'Text size of articles', sizes: { standard: 'Standard', large: 'Large', larger: 'Larger', largest: 'Largest' },
    spacing: 'Letters, words and lines', spacings: { standard: 'Standard', wide: 'Wide apart' },
    notKept: 'This browser keeps nothing, so the choice lasts until the page is closed.',
  },

  tokens: {
    title: 'Tokens', say: 'let programs work in your name', create: 'New token', name: 'Name', kind: 'Kind', made: 'Made', used: 'Last used', ends: 'Ends',
    kinds: { legacy: 'API token', pat: 'Personal access token' },
    kindHints: {
      legacy: 'Sent as it is with each request; works with every version of the SDK.',
      pat: 'Exchanged by the SDK for short-lived tokens; ends by itself.',
    },
    label: 'What it is for', labelHint: 'Such as “collect on the lab server”.', make: 'Make the token',
    yours: 'Your new token', once: 'Shown once: copy it now and keep it like a password.',
    revoke: 'Revoke', revokeNamed: (name: string) => `Revoke ${name}`,
    revokeAsk: (name: string) => `Revoke “${name}”? Programs that use it stop working.`,
    never: 'never', noEnd: 'never', unnamed: 'Unnamed',
    none: 'No tokens yet', noneSay: 'Make one to collect codings with Python or the command line.',
  },
} as const
