// Schemes
