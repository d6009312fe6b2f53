"""What is set up once: the commands Discord is told, and the link by which a server lets us in."""
