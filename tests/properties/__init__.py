"""What holds for every input. No deadlines: a loaded machine is slow and right."""

from hypothesis import settings

settings.register_profile("detector", deadline=None)
settings.load_profile("detector")
