"""The end of the security log: addresses lose their end after a while, lines go after a longer one.

How long is the operator's to say (SECURITY_ADDRESS_DAYS, SECURITY_LOG_DAYS); the database keeps
each line for a least time, whatever is said.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from accounts.models import SecurityEvent

# The network a machine is in: 256 addresses of the old kind, a customer's prefix of the new one.
SHORTEN = """
    UPDATE accounts_securityevent
       SET address = network(set_masklen(
           inet(address), CASE family(inet(address)) WHEN 4 THEN 24 ELSE 48 END))::text
     WHERE at < %s AND address <> '' AND address NOT LIKE '%%/%%'
"""


@transaction.atomic
def end_security_log(*, at: datetime) -> tuple[int, int]:
    """How many addresses were shortened and how many lines removed."""
    with connection.cursor() as cursor:
        cursor.execute(SHORTEN, [at - timedelta(days=settings.SECURITY_ADDRESS_DAYS)])
        shortened = cursor.rowcount
    over = SecurityEvent.objects.filter(at__lt=at - timedelta(days=settings.SECURITY_LOG_DAYS))
    removed, _by_table = over.delete()
    return shortened, removed
