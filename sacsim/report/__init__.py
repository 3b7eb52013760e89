"""Reports: what people read; tables here, figures with their sources and intervals."""
