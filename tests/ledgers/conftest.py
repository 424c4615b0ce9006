"""Examples of hypothesis may take their time: the machine may be busy with other tests."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
