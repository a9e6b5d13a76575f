"""Open data: sets of rows with their files, data package, catalogue and grants by 360Giving."""
