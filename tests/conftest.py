"""What tests of several rooms share.

Property tests judge what is computed, not how fast: a busy machine is no failure.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("project", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("project")


@pytest.fixture
def held_open() -> Callable[[str], AbstractContextManager[None]]:
    """Within `held_open(name)`, files of that name cannot be opened, as one that Word or Excel holds on Windows."""

    @contextmanager
    def held(name: str) -> Iterator[None]:
        opened = Path.open

        def guarded(self, *arguments, **options):
            if self.name == name:
                raise PermissionError(errno.EACCES, "Permission denied", str(self))
            return opened(self, *arguments, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Path, "open", guarded)
            yield

    return held
