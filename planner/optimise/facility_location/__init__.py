"""Problems with schools and journeys alone to decide: capacitated facility location."""
