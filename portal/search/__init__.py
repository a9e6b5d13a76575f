"""One search over bodies, cases, services, programs and pages, and the choice of a body."""
