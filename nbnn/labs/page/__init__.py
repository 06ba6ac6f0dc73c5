"""Labs outside JupyterLab: on a page of their own, at a moment that a link names, in the frame of another front end."""
