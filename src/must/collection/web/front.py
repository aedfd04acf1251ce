"""The zone's own start page."""

from must.ui.front import front_page

front = front_page("collection")
