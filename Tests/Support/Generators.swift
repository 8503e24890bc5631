// Random models and numbers are those of the kit for schemes of others.
@_exported import SchemeConformance
