"""What Slack is shown: cards, sentences and forms of ours as its blocks, views and text. Pure: values in, JSON out."""
