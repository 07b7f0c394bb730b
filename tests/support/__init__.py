"""What tests share: databases, a server on a real socket, people with tokens."""
