"""The collection zone: orders, staff file, invitations, answers, reports. E-mail addresses live here; identity numbers never do."""
