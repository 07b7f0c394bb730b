"""The walk's steps by group, in the order in which they are made: each leans on what those before it have made."""

from tests.sdk.contract.steps import codings, ending, exchange, people, tasks, teamwork

GROUPS = (people, tasks, codings, exchange, teamwork, ending)
STEPS = {name: run for group in GROUPS for name, run in group.S.items()}
assert len(STEPS) == sum(len(group.S) for group in GROUPS), "a name twice"
