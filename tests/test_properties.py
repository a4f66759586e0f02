"""A property test that runs on a slow machine must not fail for it."""

from hypothesis import HealthCheck, settings


def test_no_property_test_has_a_deadline():
    assert settings.default.deadline is None
    assert HealthCheck.too_slow in settings.default.suppress_health_check
