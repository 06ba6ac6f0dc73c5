"""Which keys are a lab's and which are JupyterLab's: a piece without a picture that every lab has at its root."""


from ..code.view import View


class Keys(View):
    """Keeps what is typed in a lab from the notebook around it, and hands JupyterLab's own keys on to it."""

    module = "keys/keys.js"

    def __init__(self):
        super().__init__(_dom_classes=["nbnn-keys"])

    def __repr__(self) -> str:
        return "Keys()"
