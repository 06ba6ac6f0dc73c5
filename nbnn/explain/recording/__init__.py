"""What a page gets: a run packed as columns, and the sentences that go with it."""
