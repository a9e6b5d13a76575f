"""The markup of the pattern pages, as a page author would write it."""

from __future__ import annotations

OVERVIEW = """
{% extends "base.html" %}
{% block actions %}
  <a class="kern-btn kern-btn--primary" href="/"><span class="kern-label">Erfassen</span></a>
  {% include "components/_print_button.html" %}
{% endblock %}
{% block content %}
  {% include "components/_alert.html" with tone="success" text="Gespeichert." role="status" %}
  {% include "components/_alert.html" with tone="danger" title="Zu viel" text="Es fehlen 5 €." %}
  {% include "components/_alert.html" with tone="warning" text="Die Frist endet morgen." %}
  {% include "components/_alert.html" with tone="info" text="Der Bericht wird erstellt." %}
  <h2>Kennzahlen</h2>
  <div class="figures">
    {% include "components/_figure.html" with label="Bewilligt" value="2.612.500 €" rule="Jahr" %}
    {% include "components/_figure.html" with label="online" value="139" note="44,3 %" url="/" %}
    {% include "components/_figure.html" with label="Rot" value="12" standing=differing basis="3" %}
    {% include "components/_figure.html" with label="Fremd" value="9" source="FAZ" source_url="/" %}
  </div>
  <h3>Fortschritt</h3>
  {% include "components/_progress_bar.html" with label="Bildung" value=139 max=314 text="44,3 %" %}
  <div class="columns">
    <div>{% include "components/_definition_list.html" with items=facts %}</div>
    <div>{% include "components/_task_list.html" with title="Aufgaben" items=tasks %}</div>
  </div>
  <p>Text mit <a href="/">einem Verweis</a> und <strong>Betonung</strong>.</p>
  <p>
    {% include "components/_badge.html" with label="bewilligt" tone="success" %}
    {% include "components/_badge.html" with label="in Prüfung" tone="info" %}
    {% include "components/_badge.html" with label="Frist läuft" tone="warning" %}
    {% include "components/_badge.html" with label="abgelehnt" tone="danger" %}
    {% include "components/_badge.html" with label="Entwurf" %}
  </p>
  {% include "components/_download_links.html" %}
  {% include "components/_empty.html" with title="Noch nichts" text="Später" url="/" action="Los" %}
{% endblock %}
"""

LISTING = """
{% extends "base.html" %}
{% load django_tables2 %}
{% block content %}
  {% include "components/_filter_form.html" %}
  {% include "components/_standing.html" %}
  {% render_table table %}
{% endblock %}
"""

WIDE = LISTING.replace('  {% include "components/_filter_form.html" %}\n', "")

FORM = """
{% extends "base.html" %}
{% load crispy_forms_tags %}
{% block content %}{% crispy form %}{% endblock %}
"""

FORMSET = FORM.replace("crispy form ", "crispy formset helper ")

CHARTS = """
{% extends "base.html" %}
{% block extra_css %}{% include "components/_chart_head.html" %}{% endblock %}
{% block content %}
  {% for chart in charts %}{% include "components/_chart.html" with level=2 %}{% endfor %}
  {% include "components/_small_multiples.html" with level=2 %}
{% endblock %}
"""

MARKUP = {"overview": OVERVIEW, "listing": LISTING, "wide": WIDE, "form": FORM, "formset": FORMSET}
MARKUP["charts"] = CHARTS
