"""The version of the package, part of every result's key."""

VERSION = "0.1.0"
