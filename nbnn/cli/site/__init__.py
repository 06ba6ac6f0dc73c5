"""The whole course as a folder of files that any web server can hand out: `nbnn site FOLDER`."""
