"""What municipalities do by themselves, through the same actions as the officers."""
