"""What every operation of the REST API shares: filters, days, pages, versions, problems."""
