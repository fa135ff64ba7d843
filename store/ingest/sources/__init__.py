"""Gets bytes from files and addresses, safely and politely."""
