"""What people write to each other: e-mail, and the threads of a chat."""
