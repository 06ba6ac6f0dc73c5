"""The JavaScript and CSS of all views, sent to the page once."""
