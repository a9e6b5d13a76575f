"""What the lead municipality of a case hands in, and the receipts."""
