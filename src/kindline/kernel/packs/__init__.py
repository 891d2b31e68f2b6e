"""Packs at an installation: signed by a builder whose key is pinned here, imported whole, old ones kept for replay."""
