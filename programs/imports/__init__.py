"""Files of money from elsewhere: the state's accounting, published grants."""
