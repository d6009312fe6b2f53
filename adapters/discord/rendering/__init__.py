"""What Discord is shown: cards, sentences and forms of ours as its components. Pure: values in, JSON out."""
