"""Which article comes next, and for whom: seats, leases, claims."""
