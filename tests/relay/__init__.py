"""The relay against real stores: Virtuoso and Oxigraph, in processes of their own."""
