"""The models on a port, for programs that share them: OpenAI's embeddings and chat protocols behind one key."""
