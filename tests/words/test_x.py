import pytest
from django.contrib import admin

from tests.words.furnished import furnish


@pytest.mark.django_db
def test_x():
    import time

    t = time.time()
    furnish()
    print(time.time() - t)
    print([m._meta.label for m in admin.site._registry if not m._default_manager.exists()])
