"""One small model for all tests of the baseline."""

import pytest

from annotate.baseline.store import StoredModel
from annotate.baseline.train import train
from tests.baseline.makers import articles, dataset
from tests.export.makers import NOW


@pytest.fixture(scope="session")
def trained() -> StoredModel:
    return train(dataset(articles()), 0, NOW)
