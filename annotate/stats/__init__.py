"""Agreement, lead times and label counts where the SDK looks for them (``projects.stats``)."""
