package samples
