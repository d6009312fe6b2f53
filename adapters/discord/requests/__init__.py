"""How Discord is asked: each request, what its refusals mean, what is not asked again, and how many leave in a second."""
