"""The collection zone's pages."""
