"""What beat asks for and when; every task may be repeated."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep": {"task": "core.tasks.refresh_rollups", "schedule": 30.0, "options": {"expires": 30}},
    "month ends": {
        "task": "services.tasks.refresh_months",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "nightly check of month ends": {
        "task": "services.tasks.check_months",
        "schedule": crontab(hour="3", minute="30"),
    },
    "nightly calendar of the cases": {
        "task": "programs.tasks.follow_calendar",
        "schedule": crontab(hour="4", minute="30"),
    },
    "form keys": {"task": "core.tasks.forget_old_forms", "schedule": crontab(hour=4, minute=45)},
    "barriers": {"task": "accounts.tasks.remind_of_barriers", "schedule": crontab("15", "5")},
    "end of the security log": {
        "task": "accounts.tasks.end_security_log",
        "schedule": crontab(hour="5", minute="30"),
    },
    "weekly mails": {  # each working day: who has theirs gets no second one
        "task": "portal.tasks.send_weekly_mails",
        "schedule": crontab(hour="6", minute="30", day_of_week="1-5"),
    },
    "reports that were lost": {"task": "reports.tasks.sweep_runs", "schedule": 60.0},
    "scheduled reports": {"task": "reports.tasks.follow_schedules", "schedule": 300.0},
    "nightly removal of old reports": {
        "task": "reports.tasks.forget_old_runs",
        "schedule": crontab(hour="5", minute="0"),
    },
    "seals": {"task": "core.tasks.seal_histories", "schedule": crontab(hour="1", minute="30")},
    "nightly check": {
        "task": "core.tasks.rebuild_and_check_rollups",
        "schedule": crontab(hour="2", minute="30"),
    },
}
