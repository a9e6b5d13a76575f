"""The REST API: where its parts are put together, and its documentation."""
